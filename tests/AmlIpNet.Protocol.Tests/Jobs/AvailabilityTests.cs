using static AmlIpNet.Protocol.Tests.Jobs.ServerBench;

namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>When the load is published to everybody.</summary>
public sealed class AvailabilityTests
{
    [Fact]
    public void A_change_that_lasts_is_published_after_50_ms_and_one_that_does_not_is_not()
    {
        var bench = new ServerBench();
        bench.Pass(100);
        bench.Work(A, 1);
        bench.Pass(49);
        Assert.DoesNotContain("Publish", bench.Solve(A, 1), StringComparison.Ordinal);
        bench = new ServerBench();
        bench.Pass(100);
        bench.Work(A, 1);
        Assert.Equal("150: Started a1, Publish", bench.Pass(60));
    }

    [Fact]
    public void A_slot_that_frees_is_published_at_once_when_everybody_thinks_that_there_is_none()
    {
        var bench = new ServerBench();
        bench.Work(A, 1);
        bench.Pass(200);
        Assert.Equal("Solution a1, Publish", bench.Solve(A, 1));
    }

    [Fact]
    public void A_slot_that_frees_is_published_at_once_when_somebody_was_refused()
    {
        var bench = new ServerBench();
        bench.Pass(100);
        bench.Work(A, 1);
        bench.Work(B, 1);
        bench.Pass(5);
        Assert.Equal("Solution a1, Publish", bench.Solve(A, 1));
        bench.Work(A, 2);
        Assert.Equal("Solution a2", bench.Solve(A, 2));
    }

    [Fact]
    public void What_is_held_for_long_is_listed_every_second()
    {
        var bench = new ServerBench();
        bench.Pass(100);
        bench.Work(A, 1);
        Assert.Equal("150: Started a1, Publish; 1150: Publish; 2150: Publish", bench.Pass(3000));
        Assert.Equal([(A, 1ul)], bench.Machine.Held);
        bench.Solve(A, 1);
        Assert.Equal("", bench.Pass(10_000));
    }

    [Fact]
    public void Counters_that_changed_are_published_after_5_s_at_most_and_then_no_more()
    {
        var bench = new ServerBench(slots: 2).WithShortJobs();
        bench.Pass(10_000);
        bench.Work(A, 1);
        Assert.Equal("Solution a1, Publish", bench.Solve(A, 1));
        bench.Work(A, 2);
        Assert.Equal("Solution a2", bench.Solve(A, 2));
        Assert.Equal("15100: Publish", bench.Pass(5_000));
        Assert.Equal("", bench.Pass(60_000));
    }

    [Fact]
    public void There_is_at_most_one_every_10_ms()
    {
        var bench = new ServerBench();
        Assert.Equal("", bench.Do(JobServerEvent.SetSlots(2)));
        Assert.Equal("", bench.Do(JobServerEvent.SetSlots(3)));
        Assert.Equal("10: Publish", bench.Pass(20));
        Assert.Equal("Publish", bench.Do(JobServerEvent.SetSlots(4)));
    }

    [Fact]
    public void Draining_and_leaving_are_published_at_once()
    {
        var bench = new ServerBench();
        Assert.Equal("Publish", bench.Do(JobServerEvent.SetTaking(false)));
        Assert.Equal(ServerState.Draining, bench.Machine.LoadFor(A).State);
        Assert.Equal("Publish", bench.Do(JobServerEvent.Leave));
        Assert.Equal(ServerState.Left, bench.Machine.LoadFor(A).State);
    }

    [Fact]
    public void The_version_counts_up_with_each_change_of_the_load()
    {
        var bench = new ServerBench().WithShortJobs();
        ulong version = bench.Machine.LoadFor(A).Version;
        bench.Work(A, 1);
        Assert.Equal(++version, bench.Machine.LoadFor(A).Version);
        bench.Work(A, 2);
        Assert.Equal(++version, bench.Machine.LoadFor(A).Version);
        bench.Do(JobServerEvent.Progress(new(A, 1)));
        Assert.Equal(version, bench.Machine.LoadFor(A).Version);
        bench.Solve(A, 1);
        Assert.Equal(++version, bench.Machine.LoadFor(A).Version);
    }
}
