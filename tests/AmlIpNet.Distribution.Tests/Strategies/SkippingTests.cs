using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Distribution.Tests.Strategies;

/// <summary>What a strategy need not be asked about it would have declined: with and without, everything goes the same way.</summary>
public sealed class SkippingTests
{
    [Fact]
    public void Plans_and_selections_go_the_same_way_when_every_job_is_asked_about() => Seeded.Run(random =>
    {
        for (int i = 0; i < 60; i++)
        {
            int n = random.Next(2, 7), seed = random.Next(), slots = random.Next(1, 4);
            var request = new PlanRequest { Seed = (ulong)seed, Workers = [.. Enumerable.Range(1, n).Select(w => Cases.Worker($"w{w}", w == 1 || random.Next(2) == 0 ? "memory=2 gpu=1" : "memory=1"))] };
            var plan = Planner.Design(request, [.. Enumerable.Range(0, n).Select(kind => Demands.Parse(kind == n - 1 ? "memory=2" : "memory=1"))]);
            string[] labels = [.. plan.Tasks.Select(task => task.Name).Concat(["else", "other"]).OrderBy(_ => random.Next())];
            bool[] absent = [.. Enumerable.Range(0, n).Select(w => w > 0 && random.Next(4) == 0)];
            Func<IAssignmentStrategy>[] strategies = [() => new PlanStrategy(plan), () => new SelectingStrategy([Criterion.Flag("gpu")])];
            foreach (var create in strategies)
            {
                var (skipping, asking) = (Run(create()), Run(new AllAsked(create())));
                Assert.Equal(asking, skipping);
            }

            List<(string?, string)> Run(IAssignmentStrategy strategy)
            {
                var network = new Network(strategy, new Random(seed));
                foreach (var (index, worker) in plan.Workers.Index().Where(worker => !absent[worker.Index] && worker.Index % 2 == 0)) network.Start(worker, slots);
                network.Submit(labels[..(labels.Length / 2)]);
                foreach (var (index, worker) in plan.Workers.Index().Where(worker => !absent[worker.Index] && worker.Index % 2 == 1)) network.Start(worker, slots);
                network.Submit(labels[(labels.Length / 2)..]);
                network.RunToTheEnd();
                return network.Ran;
            }
        }
    });

    private sealed class AllAsked(IAssignmentStrategy inner) : IAssignmentStrategy
    {
        public int Choose(in AssignmentQuestion question) => inner.Choose(question);

        public bool MayAuction(in AssignedJob job) => inner.MayAuction(job);
    }
}
