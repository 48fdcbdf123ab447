using System.Collections.Concurrent;
using AmlIpNet.TestKit;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Operations that fail, and workers that leave; on an engine in this process, where leaving is noticed at once.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task An_operation_that_fails_is_tried_again_and_an_artifact_that_ended_in_error_is_resumed()
    {
        await using var lab = new Lab();
        var runs = new ConcurrentQueue<(string Worker, uint Job)>();
        bool isMended = false;
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        Worker("alice", 1, (call, run) => run == 1 ? throw new InvalidDataException("bad luck") : default);
        var aliceIsDone = new TaskCompletionSource(); // so that bob's error does not stop her
        Worker("bob", 2, async (call, run) =>
        {
            if (isMended) return;
            await aliceIsDone.Task;
            throw new OperationException("the disk is on fire");
        });
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(10, "work")), "the submission");
        await WhenAsync(bench, id, status => status.Jobs.SingleOrDefault(job => job.Worker == "alice"), job => job?.State == JobState.JobCompleted);
        aliceIsDone.SetResult();
        var failed = await Assert.ThrowsAsync<ArtifactFailedException>(() => Wait.For(bench.WaitAsync(id), "the error"));
        Assert.Equal(ArtifactState.ArtifactError, failed.Status.State);
        Assert.Contains("the disk is on fire", failed.Message, StringComparison.Ordinal);
        Assert.Contains("bob", failed.Message, StringComparison.Ordinal);
        Assert.Equal(3, runs.Count(run => run.Worker == "bob"));
        Assert.Equal((JobState.JobCompleted, 2u), failed.Status.Jobs.Where(job => job.Worker == "alice").Select(job => (job.State, job.Attempts)).Single());

        int before = runs.Count(run => run.Worker == "alice");
        isMended = true;
        await Wait.For(bench.ResumeAsync(id), "the resumption");
        await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("23", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
        Assert.Equal(before, runs.Count(run => run.Worker == "alice")); // what was done is not done again

        void Worker(string name, double number, Func<OperationCall, int, ValueTask> work) => lab.Worker(name, [number], options => options with
        {
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                runs.Enqueue((name, call.Task.Job));
                await work(call, runs.Count(run => run.Worker == name));
                await Lab.Operations["add"](call, cancel);
            }),
        });
    }

    [Fact]
    public async Task A_worker_that_dies_is_stood_in_for_by_one_that_has_a_copy_of_its_data()
    {
        await using var lab = new Lab();
        var (isHeld, arrived) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        var alice = lab.Worker("alice", [1], options => options with
        {
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                arrived.TrySetResult();
                await isHeld.Task.WaitAsync(cancel);
            }),
        });
        lab.Worker("bob", [20], options => options with { Operations = options.Operations.Add("work", Lab.Operations["add"]) });
        var carol = lab.Worker("carol", [], options => options with
        {
            Operations = options.Operations.Add("work", Lab.Operations["add"]),
            Sources = [new DataSource("numbers", Path.Combine(lab.Folder, "alice.txt"), IsReplica: true)],
        });
        await Lab.KnowsAsync(scheduler, 3);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(100, "work")), "the submission");
        await Wait.For(arrived.Task, "alice's job");
        await lab.EndAsync(alice);
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("221", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
        Assert.Equal(["alice", "bob"], status.Workers.Order()); // the context stays what it was
        Assert.Equal(["bob", "carol"], status.Jobs.Where(job => job.Step == "sums").Select(job => job.Worker).Order());
        Assert.Equal(1, carol.CompletedJobs);
    }

    [Fact]
    public async Task An_operation_that_hangs_is_stopped_and_tried_elsewhere()
    {
        await using var lab = new Lab();
        var stopped = new TaskCompletionSource();
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        lab.Worker("alice", [1], options => options with
        {
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                using var stop = cancel.Register(() => stopped.TrySetResult());
                await Task.Delay(Timeout.Infinite, cancel);
            }),
        });
        lab.Worker("carol", [], options => options with
        {
            Operations = options.Operations.Add("work", Lab.Operations["add"]),
            Sources = [new DataSource("numbers", Path.Combine(lab.Folder, "alice.txt"), IsReplica: true)],
        });
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        var artifact = Workflows.Sum(10, "work");
        artifact.Steps[1].Timeout = 0.5;
        string id = await Wait.For(bench.SubmitAsync(artifact), "the submission");
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        await Wait.For(stopped.Task, "the token of the one that hangs");
        Assert.Equal("carol", status.Jobs.Single(job => job.Step == "sums").Worker);
        Assert.Equal("11", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
    }

    [Fact]
    public async Task What_was_lost_with_a_worker_is_there_after_the_end_when_others_have_it()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        var alice = lab.Worker("alice", [1]);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(1)), "the submission");
        await Wait.For(bench.WaitAsync(id), "the end"); // the scheduler has fetched her sum
        await lab.EndAsync(alice);
        await Wait.Until(() => scheduler.Workers.Count == 0, "alice to be missed");
        await WhenAsync(bench, id, status => status.Jobs.Single(job => job.Step == "sums"), job => job.Product is null or { Holder: "" });
        Assert.Contains(await Wait.For(bench.GetResourcesAsync(id), "the resources"), resource => resource.Step == "sums");
    }

    [Fact]
    public async Task A_stand_in_meets_what_the_artifact_requires()
    {
        await using var lab = new Lab();
        var (arrived, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true, WorkerWait = TimeSpan.FromSeconds(1) });
        var alice = lab.Worker("alice", [1], options => options with
        {
            Attributes = options.Attributes.Add("eu", "true"),
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                arrived.TrySetResult();
                await gate.Task.WaitAsync(cancel);
            }),
        });
        StandIn("abroad", "false");
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        var artifact = Workflows.Sum(10, "work");
        artifact.Workers = new Selection { Criteria = { new Criterion { Attribute = "eu", Required = true } } };
        string id = await Wait.For(bench.SubmitAsync(artifact), "the submission");
        await Wait.For(arrived.Task, "alice's job");
        await lab.EndAsync(alice);
        await Assert.ThrowsAsync<ArtifactFailedException>(() => Wait.For(bench.WaitAsync(id), "the error: who has the data does not meet what is required"));
        StandIn("at-home", "true");
        await Lab.KnowsAsync(scheduler, 2);
        await Wait.For(bench.ResumeAsync(id), "the resumption");
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("at-home", status.Jobs.Single(job => job.Step == "sums").Worker);

        void StandIn(string name, string eu) => lab.Worker(name, [], options => options with
        {
            Attributes = options.Attributes.Add("eu", eu),
            Operations = options.Operations.Add("work", Lab.Operations["add"]),
            Sources = [new DataSource("numbers", Path.Combine(lab.Folder, "alice.txt"), IsReplica: true)],
        });
    }

    [Fact]
    public async Task Whatever_goes_wrong_while_an_attempt_is_given_out_its_machine_hears_of_it()
    {
        var input = await AttemptEnds.OfAsync(3, 2, () => throw new NoPeerException("There is no Center."), default);
        Assert.Equal(new ArtifactInput.JobFailed(3, 2, JobFault.Unreachable, "There is no Center."), input);
        input = await AttemptEnds.OfAsync(3, 2, () => Task.FromException<ArtifactInput?>(new InvalidOperationException("closed")), default);
        Assert.Equal(new ArtifactInput.JobFailed(3, 2, JobFault.Unreachable, "closed"), input);
        Assert.Null(await AttemptEnds.OfAsync(3, 2, () => throw new OperationCanceledException(), new CancellationToken(true)));
    }

    [Fact]
    public async Task A_worker_whose_data_exists_nowhere_else_ends_the_artifact_with_an_account_and_its_return_lets_it_go_on()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true, WorkerWait = TimeSpan.FromSeconds(1) });
        var arrived = new TaskCompletionSource();
        int done = 0;
        var alice = Worker("alice", async (call, cancel) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        Worker("bob", (call, cancel) =>
        {
            Interlocked.Increment(ref done);
            return Lab.Operations["add"](call, cancel);
        });
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(100, "work")), "the submission");
        await Wait.For(arrived.Task, "alice's job");
        await WhenAsync(bench, id, status => status, status => status.JobsCompleted == 2);
        await lab.EndAsync(alice);
        var failed = await Assert.ThrowsAsync<ArtifactFailedException>(() => Wait.For(bench.WaitAsync(id), "the error"));
        Assert.Contains("alice", failed.Message, StringComparison.Ordinal);
        Assert.Contains("'numbers'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("is gone since", failed.Message, StringComparison.Ordinal);

        Worker("alice", Lab.Operations["add"]);
        await Lab.KnowsAsync(scheduler, 2);
        await Wait.For(bench.ResumeAsync(id), "the resumption");
        await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("207", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
        Assert.Equal(1, done);

        ArtifactWorkerNode Worker(string name, ArtifactOperation work) => lab.Worker(name, [name == "alice" ? 3 : 4], options => options with { Operations = options.Operations.Add("work", work) });
    }

    [Fact]
    public async Task A_product_that_was_lost_with_its_worker_is_made_again_by_who_has_the_data()
    {
        await using var lab = new Lab();
        var gate = new TaskCompletionSource();
        var waits = new TaskCompletionSource();
        var scheduler = lab.Scheduler(change: options => options with
        {
            AllowDownload = true,
            Operations = options.Operations.Add("slow", async (call, cancel) =>
            {
                waits.TrySetResult();
                await gate.Task.WaitAsync(cancel);
                await Lab.Operations["total"](call, cancel);
            }),
        });
        var alice = lab.Worker("alice", [1]);
        lab.Worker("bob", [2]);
        var spare = lab.Worker("spare", [], options => options with { Sources = [new DataSource("numbers", Path.Combine(lab.Folder, "alice.txt"), IsReplica: true)] });
        await Lab.KnowsAsync(scheduler, 3);
        var bench = lab.Workbench();
        var last = Workflows.Step(Kind.Finalize, "end", Workflows.Call("total"));
        last.Requires.Add("sums");
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of(
            Workflows.Step(Kind.Parallel, "sums", Workflows.Read(), Workflows.Call("add")), Workflows.Step(Kind.Parallel, "stays", Workflows.Call("total")),
            Workflows.Step(Kind.Initialize, "pause", Workflows.Call("slow")), last)), "the submission");
        await Wait.For(waits.Task, "the pause"); // nobody but alice has her sum, which the last step wants
        await lab.EndAsync(alice);
        await Wait.Until(() => scheduler.Workers.Count == 2, "alice to be missed");
        gate.SetResult();
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("6", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString()); // 3 of the pause and 1 + 2
        Assert.Equal(1, spare.CompletedJobs);
        Assert.Equal([("bob", 1u), ("spare", 2u)], status.Jobs.Where(job => job.Step == "sums").Select(job => (job.Worker, job.Attempts)).Order());
    }

    [Fact]
    public async Task What_somebody_else_put_under_a_resources_key_is_not_used_but_made_again()
    {
        await using var lab = new Lab();
        var (gate, waits) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler(change: options => options with
        {
            AllowDownload = true,
            Operations = options.Operations.Add("slow", async (call, cancel) =>
            {
                waits.TrySetResult();
                await gate.Task.WaitAsync(cancel);
                await Lab.Operations["start"](call, cancel);
            }),
        });
        lab.Worker("alice", [1]);
        lab.Worker("bob", [2]);
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        var last = Workflows.Step(Kind.Parallel, "last", Workflows.Call("total"));
        last.Requires.Add("sums");
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of(
            Workflows.Step(Kind.Parallel, "sums", Workflows.Read(), Workflows.Call("add")), Workflows.Step(Kind.Initialize, "pause", Workflows.Call("slow")), last)), "the submission");
        await Wait.For(waits.Task, "the pause");
        string sums = (await Wait.For(bench.GetResourcesAsync(id), "the resources")).First(one => one.Step == "sums").Id;
        await using var mallory = WorkerNode.Create(lab.Engine, new WorkerNodeOptions { Name = "mallory", Network = lab.Network });
        var client = lab.Client();
        await Wait.Until(() => client.WorkersAsync().GetAwaiter().GetResult().Any(worker => worker.Id == mallory.Id), "mallory");
        await Wait.For(mallory.PutLocalAsync(sums, DataValue.FromString("666")), "a forgery on a node of one's own, newer than the resource");
        gate.SetResult();
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("2", status.Jobs[0].Attempts.ToString(System.Globalization.CultureInfo.InvariantCulture));
        string made = (await Wait.For(bench.GetResourcesAsync(id), "the resources")).First(one => one.Step == "last").Id;
        var refused = await Assert.ThrowsAsync<DownloadRefusedException>(() => Wait.For(bench.DownloadAsync(id, made), "a download from a worker that allows none"));
        Assert.Contains(made, refused.Message, StringComparison.Ordinal);
        Assert.Equal(SourceFiles.DigestOf("3"u8), status.Jobs[^1].Product.Digest);
    }

    [Fact]
    public async Task A_cancelled_artifact_stops_its_operations_and_goes_on_when_it_is_resumed()
    {
        await using var lab = new Lab();
        var (arrived, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        lab.Worker("alice", [5], options => options with
        {
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                if (!arrived.Task.IsCompleted)
                {
                    using var stop = cancel.Register(() => stopped.TrySetResult());
                    arrived.TrySetResult();
                    await Task.Delay(Timeout.Infinite, cancel);
                }

                await Lab.Operations["add"](call, cancel);
            }),
        });
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(1, "work")), "the submission");
        await Wait.For(arrived.Task, "the job");
        var wait = bench.WaitAsync(id);
        Assert.Equal(ArtifactState.ArtifactCancelled, (await Wait.For(bench.CancelAsync(id), "the cancellation")).State);
        Assert.Equal(ArtifactState.ArtifactCancelled, (await Assert.ThrowsAsync<ArtifactFailedException>(() => Wait.For(wait, "the end of the wait"))).Status.State);
        await Wait.For(stopped.Task, "the operation's token");
        await Wait.For(bench.ResumeAsync(id), "the resumption");
        await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("6", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
    }

    [Fact]
    public async Task What_cannot_run_is_refused_with_all_reasons()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler();
        lab.Worker("alice", [5]);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        var bad = Workflows.Of(Workflows.Step(Kind.Parallel, "one", Workflows.Call("no-such-thing")), Workflows.Step(Kind.Finalize, "two", Workflows.Call("neither")));
        bad.Steps[0].Operations[0].Load["x"] = "nowhere";
        var refused = await Assert.ThrowsAsync<InvalidArtifactException>(() => Wait.For(bench.SubmitAsync(bad), "the refusal"));
        Assert.Contains(refused.Faults, fault => fault.Contains("no-such-thing", StringComparison.Ordinal));
        Assert.Contains(refused.Faults, fault => fault.Contains("neither", StringComparison.Ordinal));
        Assert.Contains(refused.Faults, fault => fault.Contains("nowhere", StringComparison.Ordinal));
        bad = Workflows.Sum();
        bad.Id = new string('x', 50); // the scheduler's fingerprint would make it 67
        Assert.Contains("use at most 47 characters", (await Assert.ThrowsAsync<InvalidArtifactException>(() => Wait.For(bench.SubmitAsync(bad), "the refusal of the id"))).Message, StringComparison.Ordinal);
        Assert.Empty(await Wait.For(bench.ListAsync(), "the list"));
        await Assert.ThrowsAsync<UnknownArtifactException>(() => Wait.For(bench.GetStatusAsync("none"), "the status of nothing"));
    }

    private static async Task<T> WhenAsync<T>(Workbench bench, string id, Func<ArtifactStatus, T> choose, Predicate<T> fits)
    {
        T seen = default!;
        await Wait.Until(() => fits(seen = choose(bench.GetStatusAsync(id).GetAwaiter().GetResult())), "a state of the artifact", seen: () => $"{seen}");
        return seen;
    }
}
