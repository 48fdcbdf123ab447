using AmlIpNet.TestKit;

namespace AmlIpNet.Distribution.Tests.Planning;

/// <summary>The ten properties of a distribution, over thousands of random requests. What is checked is counted here, not taken from the certificate.</summary>
public sealed class PropertyTests
{
    private const int Runs = 4_000;

    [Fact]
    public void Every_task_is_placed_or_queued_once_fits_where_it_is_and_waits_only_when_nobody_can_take_it() => Seeded.Run(random =>
    {
        for (int i = 0; i < Runs; i++)
        {
            var plan = Planner.Distribute(Cases.Request(random), Cases.Tasks(random));
            Book.Check(plan);
        }
    });

    [Fact]
    public void So_it_is_in_designs() => Seeded.Run(random =>
    {
        for (int i = 0; i < Runs; i++)
        {
            var request = Cases.Request(random);
            int n = request.Workers.Length;
            var kinds = random.Next(3) == 0 ? null : Enumerable.Range(0, n).Select(_ => Cases.Needs(random)).ToArray();
            var shards = random.Next(3) > 0 ? null : Enumerable.Range(0, n).Select(_ => Cases.Needs(random)).ToArray();
            Book.Check(Planner.Design(request, kinds, shards, random.Next(3) == 0 ? PlanMethod.Latin : PlanMethod.GrecoLatin));
        }
    });

    [Fact]
    public void Where_all_is_compatible_loads_differ_by_one_at_most() => Seeded.Run(random =>
    {
        for (int i = 0; i < Runs; i++)
        {
            var plan = Planner.Distribute(Cases.Request(random, random.Next(1, 12)), Cases.Plain(random.Next(0, 60)));
            int[] loads = Book.Loads(plan);
            Assert.InRange(loads.Max() - loads.Min(), 0, 1);
            Assert.Equal(plan.Tasks.Length, loads.Sum());
        }
    });

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_another_one_another() => Seeded.Run(random =>
    {
        for (int i = 0; i < 1_000; i++)
        {
            var request = Cases.Request(random, 5);
            var tasks = Cases.Plain(30);
            var plan = Planner.Distribute(request, tasks);
            Assert.Equal(plan.Placements.ToArray(), Planner.Distribute(request, tasks).Placements.ToArray());
            Assert.NotEqual(plan.Placements.ToArray(), Planner.Distribute(request with { Seed = request.Seed + 1 }, tasks).Placements.ToArray());
            Assert.Equal(Planner.Design(request).Placements.ToArray(), Planner.Design(request).Placements.ToArray());
        }
    });

    [Fact]
    public void Renaming_workers_and_tasks_renames_them_in_the_plan_and_nothing_else() => Seeded.Run(random =>
    {
        for (int i = 0; i < 1_000; i++)
        {
            var request = Cases.Request(random, random.Next(1, 8));
            var tasks = Cases.Tasks(random);
            var names = Enumerable.Range(0, 100).Select(number => $"{random.Next()}-{number}").ToArray();
            var renamed = request with { Workers = [.. request.Workers.Select((worker, index) => worker with { Name = names[index] })] };
            PlanTask[] others = [.. tasks.Select((task, index) => task with { Name = names[99 - index] })];
            Assert.Equal(Planner.Distribute(request, tasks).Placements.ToArray(), Planner.Distribute(renamed, others).Placements.ToArray());
            Assert.Equal(Planner.Design(request).Placements.ToArray(), Planner.Design(renamed).Placements.ToArray());
        }
    });

    [Fact]
    public void A_plan_of_the_published_algorithm_breaks_what_its_prose_promises() => Seeded.Run(random =>
    {
        bool requirements = false, reservations = false, queue = false;
        for (int i = 0; i < 500; i++)
        {
            var plan = Planner.DistributeAsPublished(Cases.Request(random, random.Next(1, 8)), Cases.Tasks(random, 30));
            Book.CheckEachTaskOnce(plan);
            requirements |= !Book.RequirementsHold(plan);
            reservations |= !Book.ReservationsHold(plan);
            queue |= !Book.QueueIsNeeded(plan);
            var report = PlanVerifier.Verify(plan);
            Assert.Empty(report.FalseClaims); // it is honest about it
            Assert.Equal(Book.RequirementsHold(plan) && Book.ReservationsHold(plan) && Book.QueueIsNeeded(plan), report.Holds);
        }

        Assert.True(requirements, "A worker that lacks an attribute counts as having it.");
        Assert.True(reservations, "What is used is used again.");
        Assert.True(queue, "A task waits though another worker could take it.");
        // Nor is it random: whatever the seed, task k is worker k's.
        var first = Planner.DistributeAsPublished(new PlanRequest { Workers = Cases.Equal(4), Seed = 1 }, Cases.Plain(8));
        Assert.Equal(first.Placements.ToArray(), Planner.DistributeAsPublished(new PlanRequest { Workers = Cases.Equal(4), Seed = 2 }, Cases.Plain(8)).Placements.ToArray());
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3], first.Placements.Select(placement => placement.Worker));
    });
}
