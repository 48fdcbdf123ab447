using static AmlIpNet.Protocol.Tests.Jobs.ServerBench;

namespace AmlIpNet.Protocol.Tests.Jobs;

public sealed class JobServerTests
{
    [Fact]
    public void A_short_job_costs_one_outcome_and_no_availability()
    {
        var bench = new ServerBench(slots: 2).WithShortJobs();
        bench.All.Clear();
        for (ulong task = 1; task <= 100; task++)
        {
            Assert.Equal($"Keep a{task}, Start a{task}", bench.Work(A, task));
            bench.Pass(1);
            Assert.Equal($"Solution a{task}", bench.Solve(A, task));
            bench.Pass(1);
        }

        Assert.Equal(100, bench.All.Count(action => action.Kind == JobServerActionKind.SendOutcome));
        Assert.DoesNotContain(bench.All, action => action.Kind == JobServerActionKind.PublishAvailability);
    }

    [Fact]
    public void It_is_published_when_it_first_takes()
    {
        var machine = new JobServer(Server, Incarnation);
        List<JobServerAction> actions = [];
        machine.Handle(JobServerEvent.SetTaking(true), TimeSpan.Zero, actions);
        Assert.Empty(actions);
        machine.Handle(JobServerEvent.SetSlots(1), TimeSpan.Zero, actions);
        Assert.Equal(JobServerActionKind.PublishAvailability, Assert.Single(actions).Kind);
    }

    [Fact]
    public void Work_for_an_earlier_incarnation_is_refused_and_a_repeat_dropped()
    {
        var bench = new ServerBench();
        Assert.Equal("Refused(WrongIncarnation) a1", bench.Work(A, 1, serverIncarnation: Incarnation - 1));
        Assert.Equal("Keep a2, Start a2", bench.Work(A, 2));
        Assert.Equal("DropSample a2", bench.Work(A, 2));
        Assert.Equal("DropSample a1", bench.Work(A, 1));
        Assert.Equal(2ul, bench.Machine.LastTask(A));
        Assert.Equal(2, bench.Machine.Dropped);
    }

    [Fact]
    public void The_first_task_of_a_client_may_be_number_0()
    {
        var bench = new ServerBench();
        Assert.Equal("Keep a0, Start a0", bench.Work(A, 0));
        Assert.Equal("DropSample a0", bench.Work(A, 0));
    }

    [Fact]
    public void Nothing_is_kept_beyond_the_slots_until_jobs_are_known_to_be_short()
    {
        var bench = new ServerBench();
        Assert.Equal("1/1+0", bench.Load());
        bench.Work(A, 1);
        Assert.Equal("Refused(Busy) a2", bench.Work(A, 2));
        bench.Pass(1);
        bench.Solve(A, 1);
        Assert.Equal("1/1+2", bench.Load());
    }

    [Fact]
    public void Short_jobs_are_kept_up_to_the_limit_of_each_client()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        Assert.Equal("Keep a2", bench.Work(A, 2));
        Assert.Equal("Keep a3", bench.Work(A, 3));
        Assert.Equal("0/1+0", bench.Load(A));
        Assert.Equal("Refused(Busy) a4", bench.Work(A, 4));
        Assert.Equal("0/1+2", bench.Load(B));
        Assert.Equal("Keep b1", bench.Work(B, 1));
    }

    [Fact]
    public void Kept_work_starts_by_priority_then_least_recently_served_then_arrival()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        bench.Work(A, 2);
        bench.Work(A, 3);
        bench.Work(B, 1);
        bench.Work(B, 2, priority: 1);
        bench.Pass(1);
        Assert.Equal("Solution a1, Start b2", bench.Solve(A, 1));
        Assert.Equal("Solution b2, Start a2", bench.Solve(B, 2));
        Assert.Equal("Solution a2, Start b1", bench.Solve(A, 2));
        Assert.Equal("Solution b1, Start a3", bench.Solve(B, 1));
    }

    [Fact]
    public void A_long_run_stops_keeping_at_once_and_short_ones_bring_it_back()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        Assert.Equal("0/1+2", bench.Load(B));
        bench.Pass(51);
        Assert.Equal("0/1+0", bench.Load(B));
        bench.Solve(A, 1);
        for (ulong task = 2; task < 30; task++)
        {
            bench.Work(A, task);
            bench.Pass(1);
            bench.Solve(A, task);
        }

        Assert.Equal("1/1+2", bench.Load(A));
    }

    [Fact]
    public void Time_that_is_over_before_the_start_refuses_and_after_it_cancels()
    {
        var bench = new ServerBench().WithShortJobs();
        Assert.Equal("Refused(TooLate) b1", bench.Work(B, 1, leftMs: 0));
        bench.Work(A, 1, leftMs: 20);
        bench.Work(A, 2, leftMs: 10);
        Assert.Equal("110: Forget a2, Refused(TooLate) a2; 120: CancelHandler a1", bench.Pass(30));
        Assert.Equal("Refused(Cancelled) a1", bench.Solve(A, 1));
    }

    [Fact]
    public void Long_attempts_are_told_of_once_each()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        bench.Work(A, 2);
        Assert.Contains("150: Started a1, Accepted a2", bench.Pass(70));
        bench.Solve(A, 1);
        Assert.Contains("220: Started a2", bench.Pass(900));
        Assert.Equal(3, bench.All.Count(action => action.What is OutcomeKind.Started or OutcomeKind.Accepted && action.Kind == JobServerActionKind.SendOutcome));
    }

    [Fact]
    public void Progress_is_told_at_most_every_100_ms()
    {
        var bench = new ServerBench();
        bench.Work(A, 1);
        Assert.Equal("Progress a1", bench.Do(JobServerEvent.Progress(new(A, 1))));
        Assert.Equal("", bench.Do(JobServerEvent.Progress(new(A, 1))));
        Assert.Equal("", bench.Do(JobServerEvent.Progress(new(A, 1))));
        Assert.Contains("100: Progress a1", bench.Pass(150));
        Assert.Equal("", bench.Do(JobServerEvent.Progress(new(A, 1))));
        Assert.Equal("Solution a1", bench.Solve(A, 1).Split(',')[0]);
        Assert.Equal("", bench.Do(JobServerEvent.Progress(new(A, 1))));
    }

    [Fact]
    public void A_failure_is_told_with_its_code_and_message()
    {
        var bench = new ServerBench();
        bench.Work(A, 1);
        Assert.Equal("Failed(3,no) a1", bench.Fail(A, 1));
    }

    [Fact]
    public void An_end_that_is_told_twice_is_an_error()
    {
        var bench = new ServerBench();
        bench.Work(A, 1);
        bench.Solve(A, 1);
        Assert.Throws<InvalidOperationException>(() => bench.Solve(A, 1));
    }

    [Theory]
    [InlineData(false, "Forget a2, Refused(Cancelled) a2")]
    [InlineData(true, "Forget a2, Refused(Recalled) a2")]
    public void Kept_work_is_taken_back(bool onlyUnstarted, string expected)
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        bench.Work(A, 2);
        Assert.Equal(expected, bench.Cancel(A, 2, onlyUnstarted));
        Assert.Equal("DropSample a2", bench.Cancel(A, 2, onlyUnstarted));
    }

    [Fact]
    public void Running_work_is_cancelled_but_not_recalled()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        Assert.Equal("Started a1", bench.Cancel(A, 1, onlyUnstarted: true));
        Assert.Equal("", bench.Cancel(A, 1, onlyUnstarted: true));
        Assert.Equal("CancelHandler a1", bench.Cancel(A, 1));
        Assert.Equal("", bench.Cancel(A, 1));
        Assert.Equal("0/1+2", bench.Load());
        Assert.Equal("Refused(Cancelled) a1", bench.Fail(A, 1));
        Assert.Equal("1/1+2", bench.Load());
    }
}
