using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What a queue does when its writer is full, unmatched or failing; the participant is a mock, the clock stands still.</summary>
public sealed class WriterQueueTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly EventLoop _loop;
    private readonly ScriptedWriter _writer;
    private readonly Mock<IDomainParticipant> _participant = new();
    private readonly List<string> _written = [];
    private Func<string, WriteResult> _answer = _ => WriteResult.Accepted;

    public WriterQueueTests()
    {
        _loop = new EventLoop(_time);
        _participant.SetupGet(p => p.Loop).Returns(_loop);
        _writer = new ScriptedWriter(_written, sample => _answer(sample));
        _participant.Setup(p => p.CreateWriter(It.IsAny<Topic>(), It.IsAny<EndpointQos>(), It.IsAny<IWriterListener>())).Returns(_writer);
    }

    public async ValueTask DisposeAsync() => await _loop.StopAsync();

    [Fact]
    public async Task What_a_full_writer_refuses_is_written_later_in_order()
    {
        int refusals = 3;
        _answer = _ => refusals-- > 0 ? WriteResult.Full : WriteResult.Accepted;
        using var queue = Queue();
        await OnLoop(() =>
        {
            queue.Send([1]);
            queue.Send([2]);
            queue.Send([3], new byte[5]);
        });
        Assert.Empty(_written);
        Assert.Equal(3, queue.Count);
        await Wait.Until(Advance(() => queue.Count == 0), "the queue to empty", seen: () => string.Join(' ', _written));
        Assert.Equal(["1:0", "2:0", "3:5"], _written);
    }

    [Fact]
    public async Task A_direct_writer_holds_back_until_its_reader_has_matched()
    {
        _writer.MatchedReaders = 0;
        using var queue = Queue(needsReader: true);
        await OnLoop(() => queue.Send([1]));
        Assert.Empty(_written);
        _writer.MatchedReaders = 1;
        await OnLoop(() => ((IWriterListener)queue).OnMatched(null!));
        Assert.Equal(["1:0"], _written);
    }

    [Fact]
    public async Task A_waiting_sample_can_be_replaced_and_a_written_one_cannot()
    {
        _answer = _ => WriteResult.Full;
        using var queue = Queue();
        bool waiting = false, written = true;
        await OnLoop(() =>
        {
            queue.Send([1], new byte[9], tag: 7);
            waiting = queue.Replace(7, [2], default);
        });
        _answer = _ => WriteResult.Accepted;
        await Wait.Until(Advance(() => queue.Count == 0), "the queue to empty");
        await OnLoop(() => written = queue.Replace(7, [3], default));
        Assert.True(waiting);
        Assert.False(written);
        Assert.Equal(["2:0"], _written);
    }

    [Fact]
    public async Task A_sample_that_cannot_be_written_does_not_stop_those_behind_it()
    {
        _answer = _ => WriteResult.Full;
        using var queue = Queue();
        await OnLoop(() =>
        {
            queue.Send([1]);
            queue.Send([2]);
        });
        _answer = sample => sample == "1:0" ? throw new DdsException("broken") : WriteResult.Accepted;
        await Wait.Until(Advance(() => queue.Count == 0), "the queue to empty");
        Assert.Equal(["2:0"], _written);
    }

    private WriterQueue Queue(bool needsReader = false) =>
        new(_participant.Object, AmlIpTopics.Status, new EndpointQos(), NullLogger.Instance, needsReader);

    private Func<bool> Advance(Func<bool> condition) => () =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(20));
        return condition();
    };

    private async Task OnLoop(Action action)
    {
        var done = new TaskCompletionSource();
        _loop.Post(() =>
        {
            action();
            done.SetResult();
        });
        await Wait.For(done.Task, "the loop to run an action");
    }

    /// <summary>A mocking library cannot take spans.</summary>
    private sealed class ScriptedWriter(List<string> written, Func<string, WriteResult> answer) : IDataWriter
    {
        public Topic Topic => AmlIpTopics.Status;

        public EntityGuid Guid => default;

        public int MatchedReaders { get; set; } = 1;

        public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
        {
            string sample = $"{header[0]}:{payload.Length}";
            var result = answer(sample);
            if (result == WriteResult.Accepted) written.Add(sample);
            return result;
        }

        public ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

        public void Dispose() { }
    }
}
