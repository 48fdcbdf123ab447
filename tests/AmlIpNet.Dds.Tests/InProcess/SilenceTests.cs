using AmlIpNet.Dds.Contract;

namespace AmlIpNet.Dds.Tests;

/// <summary>Participants that fall silent, come back, or die without a word; on a clock that the tests turn.</summary>
public sealed class SilenceTests : IAsyncLifetime
{
    private static readonly Topic s_topic = Blob.Topic("silence");
    private static readonly TimeSpan s_writerLease = TimeSpan.FromMilliseconds(500);
    private static readonly EndpointQos s_offered = new() { Durability = Durability.TransientLocal, History = History.KeepLast(5), LivelinessLease = s_writerLease };
    private static readonly EndpointQos s_requested = new() { Durability = Durability.TransientLocal, History = History.KeepAll };
    private readonly ManualTime _time = new();
    private readonly InProcessEngine _engine;
    private readonly DiscoveryRecorder _atViewer = new();
    private readonly DiscoveryRecorder _atOther = new();
    private readonly IDomainParticipant _viewer;
    private readonly IDomainParticipant _other;
    private readonly TestReader _reader;
    private readonly TestWriter _writer;

    public SilenceTests()
    {
        _engine = new InProcessEngine(_time);
        _viewer = _engine.CreateParticipant("viewer", NetworkOptions.Loopback, _atViewer);
        _other = _engine.CreateParticipant("other", NetworkOptions.Loopback, _atOther);
        _reader = new TestReader(_viewer, s_topic, s_requested);
        _writer = new TestWriter(_other, s_topic, s_offered);
    }

    public async Task InitializeAsync()
    {
        _writer.WriteRange(1, 3);
        await _reader.Expect([1u, 2u, 3u]);
        await Settle();
    }

    public async Task DisposeAsync()
    {
        await Wait.For(_viewer.DisposeAsync().AsTask(), "the end of the viewer");
        await Wait.For(_other.DisposeAsync().AsTask(), "the end of the other");
    }

    [Fact]
    public async Task A_silent_writer_loses_its_liveliness_by_its_lease_and_regains_it_with_all_that_it_kept()
    {
        _engine.Silence(_other);
        _engine.Silence(_other); // again does nothing
        _writer.WriteRange(4, 6);
        await Advance(s_writerLease - TimeSpan.FromMilliseconds(1));
        Assert.Empty(Liveliness());
        await Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([false], Liveliness());
        Assert.Equal(3, _reader.Samples.Count);
        _engine.Wake(_other);
        await _reader.Expect([1u, 2u, 3u, 4u, 5u, 6u]);
        await Settle();
        Assert.Equal([false, true], Liveliness());
        await Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _reader.Reader.MatchedWriters);
        Assert.DoesNotContain(_atViewer.Events.Items, e => e is ParticipantGone);
    }

    [Fact]
    public async Task A_short_silence_is_not_noticed()
    {
        _engine.Silence(_other);
        await Advance(s_writerLease - TimeSpan.FromMilliseconds(1));
        _engine.Wake(_other);
        await Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Liveliness());
        _writer.Write(4);
        await _reader.Expect([1u, 2u, 3u, 4u]);
    }

    [Fact]
    public async Task After_the_participants_lease_both_sides_have_lost_each_other()
    {
        int before = _atViewer.Events.Count;
        _engine.Silence(_other);
        await Advance(_other.Options.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(before, _atViewer.Events.Count);
        await Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([typeof(EndpointGone), typeof(ParticipantGone)], _atViewer.Events.Items[before..].Select(e => e.GetType()));
        Assert.Equal([typeof(EndpointGone), typeof(ParticipantGone)], _atOther.Events.Items[^2..].Select(e => e.GetType()));
        Assert.Equal((0, 0), (_reader.Reader.MatchedWriters, _writer.Writer.MatchedReaders));
        Assert.IsType<Unmatched>(_reader.Events.Items[^1]);
        Assert.IsType<Unmatched>(_writer.Events.Items[^1]);
        Assert.Empty(_viewer.GetParticipants());
        Assert.Empty(_other.GetEndpoints());
    }

    [Fact]
    public async Task Coming_back_after_the_lease_matches_anew_and_the_history_comes_again()
    {
        _engine.Silence(_other);
        await Advance(_other.Options.Lease);
        _writer.WriteRange(4, 6);
        _engine.Wake(_other);
        await _reader.Expect([1u, 2u, 3u, 2u, 3u, 4u, 5u, 6u]);
        await Settle();
        Assert.Equal([typeof(Matched), typeof(LivelinessChanged), typeof(Unmatched), typeof(Matched)], _reader.Events.Items.Select(e => e.GetType()));
        Assert.Equal((1, 1), (_reader.Reader.MatchedWriters, _writer.Writer.MatchedReaders));
        Assert.Equal([_other.Guid], _viewer.GetParticipants().Select(p => p.Guid));
        Assert.Equal([_reader.Guid], _other.GetEndpoints().Select(e => e.Guid));
    }

    [Fact]
    public async Task A_killed_participant_is_lost_by_its_lease_and_not_before()
    {
        int before = _atViewer.Events.Count;
        _engine.Silence(_other);
        await Wait.For(_other.DisposeAsync().AsTask(), "the end of the killed participant");
        await Advance(_other.Options.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal([false], Liveliness());
        Assert.Equal(before, _atViewer.Events.Count);
        Assert.NotNull(_viewer.FindWriter(_reader.Samples.Items[0].Writer));
        await Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([typeof(EndpointGone), typeof(ParticipantGone)], _atViewer.Events.Items[before..].Select(e => e.GetType()));
        Assert.Null(_viewer.FindWriter(_reader.Samples.Items[0].Writer));
        Assert.Equal(0, _reader.Reader.MatchedWriters);
        _engine.Wake(_other); // does nothing
    }

    [Fact]
    public async Task What_begins_and_ends_during_a_silence_is_known_after_it()
    {
        _engine.Silence(_other);
        var made = new TestWriter(_other, s_topic, s_offered);
        _writer.Writer.Dispose();
        var third = _engine.CreateParticipant("third", NetworkOptions.Loopback, NullListener.Instance);
        await using var kept = third;
        var passing = _engine.CreateParticipant("passing", NetworkOptions.Loopback, NullListener.Instance);
        await passing.DisposeAsync();
        var lateReader = new TestReader(_viewer, s_topic, s_requested);
        await Settle();
        Assert.Equal([_viewer.Guid], _other.GetParticipants().Select(p => p.Guid));
        Assert.Equal(1, _reader.Reader.MatchedWriters);
        _engine.Wake(_other);
        made.Write(7);
        await lateReader.Expect([7u]);
        await _reader.Expect([1u, 2u, 3u, 7u]);
        Assert.Equal([made.Guid], _viewer.GetEndpoints().Select(e => e.Guid));
        Assert.Equal(new[] { _viewer.Guid, third.Guid }.ToHashSet(), _other.GetParticipants().Select(p => p.Guid).ToHashSet());
        Assert.Equal(new[] { _other.Guid, third.Guid }.ToHashSet(), _viewer.GetParticipants().Select(p => p.Guid).ToHashSet());
    }

    [Fact]
    public async Task Those_who_leave_during_a_silence_are_lost_to_the_silent_one_when_it_wakes()
    {
        _engine.Silence(_other);
        await _viewer.DisposeAsync();
        await Settle(_other);
        Assert.Single(_other.GetParticipants());
        _engine.Wake(_other);
        await Settle(_other);
        Assert.Empty(_other.GetParticipants());
        Assert.Empty(_other.GetEndpoints());
        Assert.IsType<Unmatched>(_writer.Events.Items[^1]);
    }

    [Fact]
    public async Task A_silent_reader_fills_a_keep_all_writer_until_its_lease_runs_out()
    {
        var topic = Blob.Topic("silence/full");
        var reader = new TestReader(_viewer, topic, new() { History = History.KeepAll });
        var writer = new TestWriter(_other, topic, new() { History = History.KeepAll, MaxSamples = 3 });
        Assert.Equal(1, reader.Reader.MatchedWriters);
        _engine.Silence(_viewer);
        writer.WriteRange(1, 3);
        Assert.Equal(WriteResult.Full, Blob.TryWrite(writer.Writer, 0, 4));
        await Advance(_viewer.Options.Lease);
        writer.Write(4);
        Assert.Empty(reader.Samples.Items);
    }

    [Fact]
    public async Task A_mismatch_is_told_again_to_those_who_lost_each_other()
    {
        var misfit = new TestReader(_viewer, s_topic, s_requested with { Ownership = Ownership.Exclusive });
        await Settle();
        Assert.Single(misfit.Events.Items);
        _engine.Silence(_other);
        _engine.Wake(_other);
        await Settle();
        Assert.Single(misfit.Events.Items);
        _engine.Silence(_other);
        await Advance(_other.Options.Lease);
        _engine.Wake(_other);
        await Settle();
        Assert.Equal([typeof(Mismatched), typeof(Mismatched)], misfit.Events.Items.Select(e => e.GetType()));
        Assert.Equal(2, _writer.Events.Items.Count(e => e is Mismatched));
    }

    [Fact]
    public async Task Best_effort_samples_of_a_silence_are_lost()
    {
        var topic = Blob.Topic("silence/best_effort");
        var reader = new TestReader(_viewer, topic, new() { Reliability = Reliability.BestEffort, History = History.KeepAll });
        var writer = new TestWriter(_other, topic, new() { History = History.KeepAll });
        writer.Write(1);
        _engine.Silence(_viewer);
        writer.WriteRange(2, 5);
        _engine.Wake(_viewer);
        writer.Write(6);
        await reader.Expect([1u, 6u]);
    }

    [Fact]
    public async Task Participants_of_two_engines_do_not_meet_and_cannot_be_mixed_up()
    {
        var elsewhere = new InProcessEngine(_time);
        await using var foreign = elsewhere.CreateParticipant("viewer", NetworkOptions.Loopback, NullListener.Instance);
        Assert.Empty(foreign.GetParticipants());
        await using var otherDomain = _engine.CreateParticipant("viewer", NetworkOptions.Loopback with { Domain = 1 }, NullListener.Instance);
        Assert.Empty(otherDomain.GetParticipants());
        Assert.Contains("another engine", Assert.Throws<ArgumentException>(() => _engine.Silence(foreign)).Message);
    }

    private bool[] Liveliness() => [.. _reader.Events.Items.OfType<LivelinessChanged>().Select(e => e.Alive)];

    private async Task Advance(TimeSpan by)
    {
        _time.Advance(by);
        await Settle();
    }

    private async Task Settle()
    {
        await Settle(_viewer);
        await Settle(_other);
    }

    private static async Task Settle(IDomainParticipant participant)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (participant.Loop.Post(done.SetResult)) await Wait.For(done.Task, $"the loop of {participant.Name}");
    }
}
