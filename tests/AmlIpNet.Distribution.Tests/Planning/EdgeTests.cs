namespace AmlIpNet.Distribution.Tests.Planning;

public sealed class EdgeTests
{
    [Fact]
    public void Without_workers_every_task_is_queued()
    {
        foreach (var plan in new[] { Planner.Distribute(Request(0), Cases.Plain(5)), Planner.DistributeAsPublished(Request(0), Cases.Plain(5)) })
        {
            Assert.All(plan.Placements, placement => Assert.True(placement.IsQueued));
            Assert.Equal(5, plan.Certificate.Queued);
            Book.CheckEachTaskOnce(plan);
            Assert.True(PlanVerifier.Verify(plan) is { IsTrue: true, Holds: true });
        }

        Assert.Empty(Planner.Design(Request(0)).Placements);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(3, 10)]
    [InlineData(0, 0)]
    public void Few_tasks_or_few_workers(int tasks, int workers)
    {
        var plan = Planner.Distribute(Request(workers), Cases.Plain(tasks));
        Book.Check(plan);
        Assert.Equal(workers == 0 ? 0 : tasks, plan.Certificate.Placed);
        Assert.All(Book.Loads(plan), load => Assert.InRange(load, workers == 0 ? 0 : tasks / workers, workers == 0 ? 0 : (tasks + workers - 1) / workers));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(6, false)]
    [InlineData(10, true)]
    public void A_design_says_honestly_what_it_is(int n, bool isGrecoLatin)
    {
        var plan = Planner.Design(Request(n));
        Book.Check(plan);
        Assert.Equal(isGrecoLatin, plan.IsGrecoLatin);
        Assert.Equal(isGrecoLatin, !plan.ToString().Contains("not Greco-Latin", StringComparison.Ordinal));
        Assert.True(plan.Certificate is { ShardsAreLatin: true, EachPairOnce: true, Queued: 0, Moved: 0 });
        Assert.Equal(n * n, plan.Tasks.Length);
        Assert.All(Book.Loads(plan), load => Assert.Equal(n, load));
    }

    [Fact]
    public void A_task_that_does_not_fit_its_worker_goes_to_another_one_and_is_queued_when_none_is_left()
    {
        var request = new PlanRequest { Workers = [Cases.Worker("small", "memory=1"), Cases.Worker("large", "memory=4"), Cases.Worker("silent")], Seed = 3 };
        PlanTask[] tasks = [.. Enumerable.Range(1, 4).Select(i => new PlanTask($"t{i}", Demands.Parse("memory=2")))];
        var plan = Planner.Distribute(request, tasks);
        Book.Check(plan);
        Assert.Equal([0, 2, 0], Book.Loads(plan));
        Assert.Equal(2, plan.Certificate.Queued);
        Assert.Contains("is queued", plan.ToString());
    }

    [Fact]
    public void The_tasks_of_a_design_use_what_they_consume_round_by_round()
    {
        var request = new PlanRequest { Workers = [Cases.Worker("weak", "memory=1"), .. Enumerable.Range(2, 3).Select(i => Cases.Worker($"worker-{i}", "memory=2"))], Seed = 3 };
        Demands light = Demands.Parse("memory=1"), heavy = Demands.Parse("memory=2");
        var plan = Planner.Design(request, [light, light, light, heavy]);
        Book.Check(plan);
        var queued = Assert.Single(plan.Placements, placement => placement.IsQueued); // the weak one's heavy task: the others have one of their own in that round
        Assert.Equal(3, plan.Tasks[queued.Task].Kind);
        Assert.Equal(0, queued.Home);
        Assert.True(plan.Certificate.IsGrecoLatin);
        Assert.False(plan.IsGrecoLatin);
    }

    [Fact]
    public void Names_that_come_twice_are_refused_in_words()
    {
        var twice = Assert.Throws<PlanException>(() => Planner.Distribute(new PlanRequest { Workers = [Cases.Worker("a"), Cases.Worker("a")] }, []));
        Assert.Contains("Two workers are called a", twice.Message);
        Assert.Contains("Two tasks are called t1", Assert.Throws<PlanException>(() => Planner.Distribute(Request(1), [.. Cases.Plain(1), .. Cases.Plain(1)])).Message);
        Assert.Contains("no @", Assert.Throws<PlanException>(() => Planner.Distribute(Request(1), [new PlanTask("a@b", Demands.None)])).Message);
        Assert.Contains("write ATTRIBUTE=AMOUNT", Assert.Throws<PlanException>(() => Demands.Parse("memory")).Message);
        Assert.Contains("twice", Assert.Throws<PlanException>(() => Demands.Parse("a=1 a=2")).Message);
    }

    [Fact]
    public void A_large_design_is_made_and_verified()
    {
        var plan = Planner.Design(Request(400));
        Assert.True(plan.IsGrecoLatin);
        Assert.True(PlanVerifier.Verify(plan) is { IsTrue: true, Holds: true });
        Assert.Contains("and 384 more", plan.ToString());
    }

    private static PlanRequest Request(int workers) => new() { Workers = Cases.Equal(workers), Seed = 11 };
}
