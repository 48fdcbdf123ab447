using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Distribution.Tests.Strategies;

/// <summary>Plans done by the machine of a Main node: where its jobs go, what waits, and what happens when workers are gone or lack something.</summary>
public sealed class PlanStrategyTests
{
    private static readonly Demands s_light = Demands.Parse("memory=1"), s_heavy = Demands.Parse("memory=2");

    [Fact]
    public void Every_job_goes_to_the_worker_of_its_task_however_they_come() => Seeded.Run(random =>
    {
        foreach (int n in new[] { 2, 3, 4, 6, 10 })
        {
            var plan = Planner.Design(new PlanRequest { Workers = Cases.Equal(n), Seed = (ulong)random.Next() });
            var network = new Network(new PlanStrategy(plan), random);
            foreach (var worker in plan.Workers) network.Start(worker, slots: 1);
            var labels = plan.Placements.ToDictionary(placement => $"{plan.Tasks[placement.Task].Name}@again", placement => plan.Workers[placement.Worker].Name);
            network.Submit(labels.Keys.OrderBy(_ => random.Next()));
            network.RunToTheEnd();
            Assert.Equal(labels.OrderBy(item => item.Key), network.Ran.Select(run => KeyValuePair.Create(run.Label!, run.Worker)).OrderBy(item => item.Key));
        }
    });

    [Fact]
    public void Constraints_hold_at_every_moment_and_the_queued_rest_is_done_when_a_worker_is_free() => Seeded.Run(random =>
    {
        for (int i = 0; i < 200; i++)
        {
            int n = random.Next(2, 6);
            var request = new PlanRequest { Seed = (ulong)random.Next(), Workers = [Cases.Worker("strong", "memory=2"), .. Enumerable.Range(2, n - 1).Select(w => Cases.Worker($"w{w}", random.Next(2) == 0 ? "memory=1" : "memory=2"))] };
            var plan = Planner.Design(request, [.. Enumerable.Range(0, n).Select(kind => kind == n - 1 ? s_heavy : s_light)]);
            var network = new Network(new PlanStrategy(plan), random);
            foreach (var worker in plan.Workers) network.Start(worker, slots: 3);
            network.Submit(plan.Tasks.Select(task => task.Name).OrderBy(_ => random.Next()));
            network.RunToTheEnd(() =>
            {
                foreach (var worker in plan.Workers)
                {
                    decimal has = worker.Attributes.Find("memory") == "2" ? 2 : 1;
                    decimal used = network.Running(worker.Name).Sum(label => plan.Tasks.Single(task => task.Name == label).Requires[0].Amount);
                    Assert.True(used <= has, $"{worker.Name} has memory {has}, and its jobs use {used}.");
                }
            });
            Assert.Equal(plan.Tasks.Length, network.Ran.Count);
            foreach (var placement in plan.Placements.Where(placement => !placement.IsQueued))
                Assert.Contains((plan.Tasks[placement.Task].Name, plan.Workers[placement.Worker].Name), network.Ran);
        }
    });

    [Fact]
    public void The_tasks_of_a_worker_that_is_gone_go_to_the_next_one_in_the_plan()
    {
        var plan = Planner.Design(new PlanRequest { Workers = Cases.Equal(3), Seed = 5 });
        var network = new Network(new PlanStrategy(plan), new Random(1));
        network.Start(plan.Workers[0], slots: 9);
        network.Start(plan.Workers[2], slots: 9);
        network.Submit(plan.Tasks.Select(task => task.Name));
        network.RunToTheEnd();
        foreach (var placement in plan.Placements)
            Assert.Contains((plan.Tasks[placement.Task].Name, plan.Workers[placement.Home == 1 ? 2 : placement.Home].Name), network.Ran);
    }

    [Fact]
    public void A_worker_that_has_less_than_planned_does_not_get_what_it_cannot_take()
    {
        var plan = Planner.Design(new PlanRequest { Workers = Cases.Equal(2, "memory=2"), Seed = 5 }, [s_light, s_heavy]);
        var network = new Network(new PlanStrategy(plan), new Random(1));
        network.Start(Cases.Worker("worker-1", "memory=1"), slots: 1);
        network.Start(plan.Workers[1], slots: 1);
        network.Submit(plan.Tasks.Select(task => task.Name));
        network.RunToTheEnd();
        Assert.All(network.Ran.Where(run => plan.Tasks.Single(task => task.Name == run.Label).Requires.Equals(s_heavy)), run => Assert.Equal("worker-2", run.Worker));
        Assert.Equal(4, network.Ran.Count);
    }

    [Fact]
    public void Jobs_of_no_plan_go_anywhere_and_only_they_are_auctioned()
    {
        var strategy = new PlanStrategy(Planner.Design(new PlanRequest { Workers = Cases.Equal(3) }));
        Assert.True(strategy.MayAuction(new AssignedJob(1, null)));
        Assert.True(strategy.MayAuction(new AssignedJob(1, "else")));
        Assert.False(strategy.MayAuction(new AssignedJob(1, "A1")));
        Assert.False(strategy.MayAuction(new AssignedJob(1, "A1@3")));
        var network = new Network(strategy, new Random(1));
        network.Start(Cases.Worker("stranger"), slots: 1);
        network.Submit(["else", "B2"]);
        network.RunToTheEnd();
        Assert.Equal(2, network.Ran.Count);
    }

    [Fact]
    public void A_job_that_may_not_be_auctioned_is_not_and_waits_for_who_may_have_it()
    {
        var client = new JobClient(NodeId.Create("main", [9, 9, 9, 9]), null, new SelectingStrategy([Criterion.Flag("gpu")]));
        var actions = new List<JobClientAction>();
        void Handle(JobClientEvent input) => client.Handle(input, TimeSpan.FromSeconds(1), actions);
        Handle(JobClientEvent.PeerFound(NodeId.Create("peer", [1, 1, 1, 1])));
        Handle(JobClientEvent.Availability(NodeId.Create("plain", [2, 2, 2, 2]), new ServerLoad(1, 1, 1, 1, 0)));
        Handle(JobClientEvent.Submit(1, new JobTerms()));
        Assert.Empty(actions);
        Assert.Equal(1, client.Waiting);
        var gpu = NodeId.Create("gpu", [3, 3, 3, 3]);
        Handle(JobClientEvent.Availability(gpu, new ServerLoad(1, 1, 1, 1, 0), null, ServerAttributes.Of([new("gpu", "1")])));
        Assert.Equal(gpu, Assert.Single(actions).Server);
        Assert.Equal(0, client.StrategyFailures);
    }

    [Fact]
    public void Most_of_the_data_decides_and_among_equals_the_load()
    {
        NodeId a = NodeId.Create("a", [1, 1, 1, 1]), b = NodeId.Create("b", [2, 2, 2, 2]), c = NodeId.Create("c", [3, 3, 3, 3]);
        var strategy = new MostDataHeldStrategy(places: new Places(new() { [(b, "x")] = 10, [(c, "x")] = 10, [(a, "y")] = 1 }));
        ServerCandidate[] candidates = [new(a, 4, 4, 0, 0), new(b, 4, 1, 0, 0), new(c, 4, 3, 0, 0)];
        Assert.Equal(2, strategy.Choose(new AssignmentQuestion(new(1, "x"), candidates, candidates)));
        Assert.Equal(0, strategy.Choose(new AssignmentQuestion(new(1, "y"), candidates, candidates)));
        Assert.Equal(0, strategy.Choose(new AssignmentQuestion(new(1, null), candidates, candidates)));
    }

    [Fact]
    public void A_job_goes_where_its_parts_are_as_its_Main_node_knows()
    {
        NodeId a = NodeId.Create("a", [1, 1, 1, 1]), b = NodeId.Create("b", [2, 2, 2, 2]);
        PayloadPart model = PayloadPart.Of(new byte[5_000]), shard = PayloadPart.Of([.. Enumerable.Repeat((byte)1, 3_000)]), other = PayloadPart.Of([.. Enumerable.Repeat((byte)2, 4_000)]);
        var parts = new Dictionary<ulong, PayloadPart[]>();
        var sent = new SentParts(100);
        var client = new JobClient(NodeId.Create("main", [9, 9, 9, 9]), null, new MostDataHeldStrategy(), new Sent(sent, parts));
        foreach (var server in new[] { a, b }) Handle(JobClientEvent.Availability(server, new ServerLoad(1, 1, 100, 100, 0)));
        sent.Refer(a, 1, 1 << 20, [model]);
        sent.Refer(b, 1, 1 << 20, [shard, other]);
        Assert.Equal(a, Solved(1, model, shard));
        Assert.Equal(b, Solved(2, shard, other, model));
        Assert.Equal(b, Solved(3, other));
        Assert.Equal(a, Solved(4)); // nobody has any of nothing: the less loaded one
        Handle(JobClientEvent.Availability(b, new ServerLoad(2, 1, 100, 100, 0))); // started anew: it has nothing
        Assert.Equal(a, Solved(5, shard, other, model));
        Assert.Equal(b, Solved(6, shard, other)); // nobody has any
        Assert.Equal(0, client.StrategyFailures);

        NodeId Solved(ulong job, params PayloadPart[] needed)
        {
            parts[job] = needed;
            return Assert.Single(Handle(JobClientEvent.Submit(job, new JobTerms()))).Server;
        }

        List<JobClientAction> Handle(JobClientEvent input)
        {
            var actions = new List<JobClientAction>();
            client.Handle(input, TimeSpan.FromSeconds(1), actions);
            return actions;
        }
    }

    private sealed class Sent(SentParts sent, Dictionary<ulong, PayloadPart[]> parts) : IDataPlaces
    {
        public long BytesHeld(in AssignedJob job, in ServerCandidate server) => sent.BytesHeld(server.Server, server.Incarnation, parts[job.Job]);
    }

    private sealed class Places(Dictionary<(NodeId, string?), long> held) : IDataPlaces
    {
        public long BytesHeld(in AssignedJob job, in ServerCandidate server) => held.GetValueOrDefault((server.Server, job.Label));
    }
}
