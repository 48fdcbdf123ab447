using System.Diagnostics;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests.Telemetry;

/// <summary>One trace spans the asking node and the solving one. Other tests run beside these: each looks at its own nodes only.</summary>
public sealed class TraceTests : NodeTestBase, IDisposable
{
    private readonly Recorder<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly ActivitySource _outer = new("AmlIpNet.Nodes.Tests.Outer");

    public TraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is AmlIpTelemetry.ActivitySourceName || source == _outer,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    public void Dispose()
    {
        _listener.Dispose();
        _outer.Dispose();
    }

    [Fact]
    public async Task The_handlers_span_is_the_child_of_the_requests_span()
    {
        var main = Main();
        Activity? inside = null;
        var worker = Running((job, _) =>
        {
            inside = Activity.Current;
            return ValueTask.FromResult(Solution.FromMemory(job.Payload));
        });
        using var outer = _outer.StartActivity("outer")!;
        outer.TraceStateString = "vendor=1";
        await Solved(main, Job.FromString("abc"));
        var (send, process) = await SpansAsync(main.Id, worker.Id);
        Assert.Equal(outer.SpanId, send.ParentSpanId);
        Assert.Equal((send.TraceId, send.SpanId), (process.TraceId, process.ParentSpanId));
        Assert.Equal(outer.TraceId, process.TraceId);
        Assert.True(process.HasRemoteParent);
        Assert.Equal("vendor=1", process.TraceStateString);
        Assert.Same(process, inside);
        Assert.Equal((ActivityKind.Producer, ActivityKind.Consumer), (send.Kind, process.Kind));
        Assert.Equal(("send job", "process job"), (send.DisplayName, process.DisplayName));
        Assert.Equal(("amlip", "job", "send", 3), (send.GetTagItem("messaging.system"), send.GetTagItem("messaging.destination.name"), send.GetTagItem("messaging.operation.type"), send.GetTagItem("messaging.message.body.size")));
        Assert.Equal("process", process.GetTagItem("messaging.operation.type"));
        Assert.Equal(send.GetTagItem("messaging.message.id"), process.GetTagItem("messaging.message.id"));
        Assert.Equal(worker.Id.ToString(), send.GetTagItem("amlip.solved_by"));
        Assert.Equal(("main", "solved", "solved"), (send.GetTagItem("amlip.node.name"), send.GetTagItem("amlip.job.outcome"), process.GetTagItem("amlip.job.outcome")));
    }

    [Fact]
    public async Task Each_failed_attempt_is_a_span_with_the_reason_and_so_is_the_job()
    {
        var main = Main();
        var worker = Running((_, _) => throw new HandlerException(7, "no data"));
        await Assert.ThrowsAsync<JobFailedException>(() => Solved(main, Job.FromString("abc")));
        var spans = await _ended.WaitFor(all => Of(all, main.Id, "send").Length == 1 && Of(all, worker.Id, "process").Length == 2, "three spans");
        var send = Of(spans, main.Id, "send").Single();
        Assert.Equal((ActivityStatusCode.Error, typeof(JobFailedException).FullName), (send.Status, send.GetTagItem("error.type")));
        foreach (var process in Of(spans, worker.Id, "process"))
        {
            Assert.Equal(send.SpanId, process.ParentSpanId);
            Assert.Equal((ActivityStatusCode.Error, "no data", typeof(HandlerException).FullName), (process.Status, process.StatusDescription, process.GetTagItem("error.type")));
        }
    }

    [Fact]
    public async Task A_job_that_its_owner_gives_up_is_no_error_on_either_side()
    {
        var main = Main();
        var started = new TaskCompletionSource();
        var worker = Running(async (_, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Solution.FromString("");
        });
        using var cancel = new CancellationTokenSource();
        var job = main.RequestJobSolutionAsync(Job.FromString("abc"), cancel.Token).AsTask();
        await Wait.For(started.Task, "the start of the job");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(job, "the end of the job"));
        var (send, process) = await SpansAsync(main.Id, worker.Id);
        foreach (var span in new[] { send, process })
            Assert.Equal((ActivityStatusCode.Unset, "cancelled", (object?)null), (span.Status, span.GetTagItem("amlip.job.outcome"), span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task A_state_that_does_not_fit_is_left_out()
    {
        var main = Main();
        var worker = Running(Reverse);
        using var outer = _outer.StartActivity("outer")!;
        outer.TraceStateString = "vendor=" + new string('x', NativeBounds.MaxValueBytes);
        await Solved(main, Job.FromString("abc"));
        var (send, process) = await SpansAsync(main.Id, worker.Id);
        Assert.Equal(send.SpanId, process.ParentSpanId);
        Assert.Null(process.TraceStateString);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", false)]
    [InlineData("", false)]
    [InlineData("ü", false)]
    public void What_others_send_is_read_or_left(string parent, bool isGood)
    {
        KeyValuePair<string, string>[] metadata = [new("other", "1"), new("traceparent", parent), new("tracestate", "a=ü")];
        var buffer = new byte[WorkMessage.GetLargestSize(metadata)];
        int length = new WorkMessage(WorkKind.Job, NodeId.Create("a", [1, 2, 3, 4]), 0, 0, 0, 0).Write(buffer, metadata);
        Assert.True(WorkMessage.TryRead(buffer.AsSpan(0, length), out _, out var read, out _));
        Assert.Equal(isGood, TraceContext.Read(read) != default);
    }

    private async Task<(Activity Send, Activity Process)> SpansAsync(NodeId main, NodeId worker)
    {
        var spans = await _ended.WaitFor(all => Of(all, main, "send").Length == 1 && Of(all, worker, "process").Length == 1, "a span on both sides");
        return (Of(spans, main, "send").Single(), Of(spans, worker, "process").Single());
    }

    private static Activity[] Of(Activity[] all, NodeId node, string operation) =>
        [.. all.Where(span => (string?)span.GetTagItem("messaging.client.id") == node.ToString() && (string?)span.GetTagItem("messaging.operation.name") == operation)];
}
