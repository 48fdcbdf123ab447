using AmlIpNet.TestKit;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Schedulers that end between what they have stored and what follows from it: the next one does it. And what they have stored but cannot go on with.</summary>
public sealed class OwedTests
{
    [Fact]
    public async Task What_follows_from_a_cancellation_is_done_by_the_next_scheduler()
    {
        await using var lab = new Lab();
        var (arrived, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler();
        lab.Worker("alice", [5], options => options with
        {
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                using var stop = cancel.Register(() => stopped.TrySetResult());
                arrived.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancel);
            }),
        });
        await Lab.KnowsAsync(scheduler, 1);
        string id = await Wait.For(lab.Workbench().SubmitAsync(Workflows.Sum(1, "work")), "the submission");
        await Wait.For(arrived.Task, "the job");
        await lab.EndAsync(scheduler);
        Assert.False(stopped.Task.IsCompleted); // a scheduler that leaves stops nothing

        Store(lab, id, _ => new ArtifactInput.Cancel());
        var next = lab.Scheduler();
        await Lab.KnowsAsync(next, 1);
        await Wait.For(stopped.Task, "the operation's token");
        await NothingIsOwedAsync(lab, next);
    }

    [Fact]
    public async Task What_follows_from_the_end_is_done_by_the_next_scheduler()
    {
        await using var lab = new Lab();
        var arrived = new TaskCompletionSource();
        Func<SchedulerNodeOptions, SchedulerNodeOptions> withPause = options => options with
        {
            Operations = options.Operations.Add("pause", async (call, cancel) =>
            {
                arrived.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancel);
            }),
        };
        var scheduler = lab.Scheduler(change: withPause);
        var alice = lab.Worker("alice", [5]);
        await Lab.KnowsAsync(scheduler, 1);
        string id = await Wait.For(lab.Workbench().SubmitAsync(Workflows.Of(
            Workflows.Step(Kind.Parallel, "sums", Workflows.Read(), Workflows.Call("add")), Workflows.Step(Kind.Finalize, "end", Workflows.Call("pause")))), "the submission");
        await Wait.For(arrived.Task, "the pause");
        await lab.EndAsync(scheduler);
        Assert.True(alice.LocalBytes > 0);

        Store(lab, id, machine => new ArtifactInput.JobCompleted(1, machine.Jobs[1].Attempt, new JobProduct(NodeId.Undefined, 0, "", "")));
        var next = lab.Scheduler(change: withPause);
        await Wait.Until(() => alice.LocalBytes == 0, "alice's variables to be dropped");
        await NothingIsOwedAsync(lab, next);
    }

    [Fact]
    public async Task An_artifact_that_cannot_go_on_as_it_began_ends_in_error_and_the_other_ones_go_on()
    {
        await using var lab = new Lab();
        var (gate, arrived) = (new TaskCompletionSource(), new CountdownEvent(2));
        var scheduler = Start("mine", new Backwards(), "hers", Distributions.BuiltIn[Distributions.Collect]);
        lab.Worker("alice", [5], options => options with
        {
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                arrived.Signal();
                await gate.Task.WaitAsync(cancel);
                await Lab.Operations["add"](call, cancel);
            }),
            Slots = 2,
        });
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        string broken = await Submit("mine"), whole = await Submit("hers");
        await Wait.Until(() => arrived.IsSet, "both jobs");
        await lab.EndAsync(scheduler);

        var other = Start("mine", new Nothing(), "hers", Distributions.BuiltIn[Distributions.Collect]);
        await Wait.For(other.Ready, "the scheduler with another distribution");
        gate.SetResult();
        var failed = await Assert.ThrowsAsync<ArtifactFailedException>(() => Wait.For(bench.WaitAsync(broken), "the error"));
        Assert.Contains("was to wait for job 0", failed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SchedulerException>(() => Wait.For(bench.ResumeAsync(broken), "a refusal"));
        await Wait.For(bench.WaitAsync(whole), "the end of the other one");
        await lab.EndAsync(other);

        await Wait.For(Start("mine", new Backwards(), "hers", Distributions.BuiltIn[Distributions.Collect]).Ready, "the scheduler with its own distribution");
        await Wait.For(bench.WaitAsync(broken), "the end of what could not go on");

        SchedulerNode Start(string one, IDistribution first, string two, IDistribution second) =>
            lab.Scheduler(change: options => options with { Distributions = options.Distributions.Add(one, first).Add(two, second) });

        Task<string> Submit(string distribution)
        {
            var artifact = Workflows.Of(Workflows.Step(Kind.Parallel, "sums", Workflows.Read(), Workflows.Call("work")), Workflows.Step(Kind.Finalize, "end", Workflows.Call("total")));
            artifact.Steps[0].Distribution = distribution;
            return Wait.For(bench.SubmitAsync(artifact), "the submission");
        }
    }

    /// <summary>What a scheduler leaves behind that is killed when it has stored a step, and has done nothing about it yet.</summary>
    private static void Store(Lab lab, string id, Func<ArtifactMachine, ArtifactInput> input)
    {
        using var database = ArtifactDatabase.Open(Path.Combine(lab.Folder, "scheduler.db"));
        var stored = database.Load().Single(one => one.Artifact.Id == id);
        var machine = ArtifactMachine.Restore(stored.Artifact, stored.Context, Distributions.BuiltIn, new ArtifactMachineOptions(), stored.Record, stored.Jobs, DateTimeOffset.UtcNow);
        machine.Handle(new ArtifactInput.TimePassed(), DateTimeOffset.UtcNow);
        database.Save((machine, machine.Handle(input(machine), DateTimeOffset.UtcNow)));
        Assert.True(machine.HasEnded);
        Assert.NotEmpty(database.OwedTo(stored.Context.Workers[0].Id()));
    }

    private static async Task NothingIsOwedAsync(Lab lab, SchedulerNode scheduler)
    {
        await Lab.KnowsAsync(scheduler, 1);
        var worker = scheduler.Workers.Single().Id();
        await Wait.Until(() => scheduler.Owes(worker) == 0, "the worker to have heard of it");
        await lab.EndAsync(scheduler);
    }

    private sealed class Backwards : IDistribution
    {
        public string? FaultOf(int sources, int sinks) => null;

        public IEnumerable<(int Source, int Sink)> Links(int sources, int sinks) => Enumerable.Range(0, sources).Reverse().Select(source => (source, 0));
    }

    private sealed class Nothing : IDistribution
    {
        public string? FaultOf(int sources, int sinks) => null;

        public IEnumerable<(int Source, int Sink)> Links(int sources, int sinks) => [];
    }
}
