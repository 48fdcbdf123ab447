using System.Diagnostics;
using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests.Telemetry;

/// <summary>When nobody listens nothing is done, and no memory is taken. Alone, since others listen.</summary>
[Collection(nameof(UnobservedTests))]
[CollectionDefinition(nameof(UnobservedTests), DisableParallelization = true)]
public sealed class UnobservedTests : NodeTestBase
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    [Fact]
    public void Nobody_listens_and_to_ask_costs_nothing()
    {
        Assert.False(Ask());
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool any = false;
        for (int i = 0; i < 10_000; i++) any |= Ask();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(any);
    }

    [Fact]
    public async Task A_job_takes_no_more_memory_than_without_telemetry_although_a_request_that_nobody_records_is_about()
    {
        var main = Main();
        Running(Reverse);
        var job = Job.FromString("abc");
        for (int i = 0; i < 10; i++) await Solved(main, job);
        long with = 0, without = 0;
        // A thread of its own waits for each answer: what it allocates is what the call takes.
        var thread = new Thread(() =>
        {
            using var request = new Activity("request").Start(); // as web frameworks make one for each
            (with, without) = (long.MaxValue, long.MaxValue);
            for (int i = 0; i < 50; i++)
            {
                without = Math.Min(without, Taken(() => main.SolveAsync(job, JobOptions.Default, null, default)));
                with = Math.Min(with, Taken(() => main.RequestJobSolutionAsync(job)));
            }
        });
        thread.Start();
        await Wait.Until(() => !thread.IsAlive, "the end of the jobs", TimeSpan.FromSeconds(60));
        Assert.True(without is > 0 and < 10_000, $"{without} bytes");
        Assert.Equal(without, with);
    }

    [Fact]
    public void A_request_is_passed_on_when_somebody_records_it_or_another_process_began_it()
    {
        using var request = new Activity("request").Start();
        Assert.Null(NodeTelemetry.Caller);
        using (var remote = new Activity("remote").SetParentId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00").Start()) Assert.Same(remote, NodeTelemetry.Caller);
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        Assert.Same(request, NodeTelemetry.Caller);
    }

    private static long Taken(Func<ValueTask<Solution>> ask)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var answer = ask();
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        answer.AsTask().GetAwaiter().GetResult();
        return taken;
    }

    private static bool Ask() => NodeTelemetry.IsSendObserved || NodeTelemetry.IsProcessObserved || NodeTelemetry.Source.HasListeners();
}
