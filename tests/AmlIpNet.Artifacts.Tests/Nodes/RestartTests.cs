using System.Collections.Concurrent;
using System.Globalization;
using AmlIpNet.TestKit;
using Xunit.Abstractions;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>A scheduler whose process is ended as <c>kill -9</c> does goes on where it stopped, and repeats nothing that was completed.</summary>
public sealed class RestartTests(ITestOutputHelper output)
{
    private const uint Rounds = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly string s_peer = Path.Combine(AppContext.BaseDirectory, "AmlIpNet.Artifacts.TestPeer.dll");

    [Fact]
    public async Task A_killed_scheduler_goes_on_and_repeats_no_completed_job()
    {
        await using var lab = new Lab("cyclone");
        var ran = new ConcurrentQueue<uint>(); // jobs at the workers
        var gates = new ConcurrentDictionary<(string Worker, uint Round), (TaskCompletionSource Arrived, TaskCompletionSource Open)>();
        foreach (var held in new[] { ("bob", 1u), ("carol", 3u) }) gates[held] = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        string hold = Path.Combine(lab.Folder, "hold");
        foreach (var (name, number) in new[] { ("alice", 1d), ("bob", 2d), ("carol", 3d) }) Worker(name, number);

        await using var first = Start();
        await first.WaitForLineAsync(line => line.StartsWith("ready", StringComparison.Ordinal), "the scheduler", s_patience);
        var bench = lab.Workbench(change: options => options with { PeerTimeout = s_patience });
        string id = "";
        await Wait.Until(() => TrySubmit(), "three workers for the artifact", s_patience);

        // First death: of round 1 alice and carol are done, bob runs; he ends while no scheduler is there.
        var completed = await KillAsync(first, gates[("bob", 1)].Arrived.Task, jobs => jobs.Count(job => job.Step == "loop[1]/work" && job.State == JobState.JobCompleted) == 2);
        gates[("bob", 1)].Open.SetResult();
        await Wait.Until(() => ran.Count >= 6, "the end of bob's job", s_patience, () => string.Join(' ', ran));
        await using var second = Start();

        // Second death: carol runs, and goes on running.
        completed.UnionWith(await KillAsync(second, gates[("carol", 3)].Arrived.Task, jobs => jobs.Count(job => job.Step == "loop[3]/work" && job.State == JobState.JobCompleted) == 2));
        await using var third = Start();
        await third.WaitForLineAsync(line => line.StartsWith("ready", StringComparison.Ordinal), "the third scheduler", s_patience);

        // Third death: the scheduler itself is in the middle of a job.
        await File.WriteAllTextAsync(hold, "");
        int before = OnScheduler().Length;
        gates[("carol", 3)].Open.SetResult();
        completed.UnionWith(await KillAsync(third, Wait.Until(() => OnScheduler().Length > before, "a job of the scheduler's own", s_patience), jobs => jobs.Any(job => job.Step == "loop[3]/merge" && job.State is JobState.JobRunning)));
        File.Delete(hold);
        await using var fourth = Start();

        var status = await Wait.For(bench.WaitAsync(id), "the end", s_patience);
        Assert.Equal(1 + Rounds * 4 + 1, status.JobsTotal);
        // begin gives 1; each worker adds its number to that in each round, the merge adds up: 1 -> 9 -> 33 -> 105 -> 321 -> 969; the end counts the scheduler's runs before it.
        Assert.Equal($"{969_000 + 1 + Rounds}", (await Wait.For(bench.DownloadAsync(id), "the result", s_patience)).ToString());

        uint[] executions = [.. ran, .. OnScheduler()];
        int repeated = executions.GroupBy(job => job).Count(group => completed.Contains(group.Key) && group.Count() > 1);
        output.WriteLine($"3 deaths; {completed.Count} jobs were completed before them; repeated after: {repeated}; {executions.Length} executions of {status.JobsTotal} jobs.");
        Assert.Equal(0, repeated);
        Assert.Equal((int)Rounds * 3, ran.Count); // those that ran through the death of the scheduler were not repeated either
        Assert.Equal(ran.Count, ran.Distinct().Count());
        Assert.InRange(executions.Length, (int)status.JobsTotal, (int)status.JobsTotal + 1); // the scheduler's own one that died with it
        Assert.All(status.Jobs, job => Assert.Equal((JobState.JobCompleted, 1u), (job.State, job.Attempts)));

        void Worker(string name, double number) => lab.Worker(name, [number], options => options with
        {
            Network = lab.Network with { Lease = TimeSpan.FromSeconds(3) },
            Operations = options.Operations.SetItem("work", async (call, cancel) =>
            {
                if (gates.TryGetValue((name, call.Task.Round), out var gate))
                {
                    gate.Arrived.TrySetResult();
                    await gate.Open.Task.WaitAsync(cancel);
                }

                call.Set(call.Task.Product, Lab.Numbers(number + Lab.ValueOf(call.AllReceived.Single())));
                ran.Enqueue(call.Task.Job);
            }),
        });

        bool TrySubmit()
        {
            var loop = Workflows.Step(Kind.Iterate, "loop");
            loop.Rounds = Rounds;
            loop.Steps.Add(Workflows.Step(Kind.Parallel, "work", Workflows.Call("work")));
            loop.Steps.Add(Workflows.Step(Kind.Finalize, "merge", Workflows.Call("sum")));
            var artifact = Workflows.Of(Workflows.Step(Kind.Initialize, "begin", Workflows.Call("sum")), loop, Workflows.Step(Kind.Finalize, "end", Workflows.Call("sum")));
            artifact.Workers = new Selection();
            artifact.Workers.Names.AddRange(["alice", "bob", "carol"]);
            try
            {
                id = bench.SubmitAsync(artifact).GetAwaiter().GetResult();
                return true;
            }
            catch (InvalidArtifactException)
            {
                return false; // they are not all known yet
            }
        }

        // Kills the scheduler when the time has come, and says which jobs it had reported as completed.
        async Task<HashSet<uint>> KillAsync(ChildProcess scheduler, Task arrived, Predicate<IReadOnlyList<JobStatus>> isTime)
        {
            await Wait.For(arrived, "the job at which the scheduler is killed", s_patience, () => scheduler.Errors);
            IReadOnlyList<JobStatus> jobs = [];
            await Wait.Until(() => isTime(jobs = bench.GetStatusAsync(id).GetAwaiter().GetResult().Jobs), "the state in which the scheduler is killed", s_patience, () => string.Join(' ', jobs));
            scheduler.Kill();
            await scheduler.WaitForExitAsync(s_patience);
            return [.. jobs.Where(job => job.State == JobState.JobCompleted).Select(job => job.Number)];
        }

        ChildProcess Start() => ChildProcess.StartDotnet(s_peer, [$"{lab.Domain}", lab.Folder]);

        uint[] OnScheduler() => File.Exists(Path.Combine(lab.Folder, "ran.log")) ? [.. File.ReadAllLines(Path.Combine(lab.Folder, "ran.log")).Select(line => uint.Parse(line, CultureInfo.InvariantCulture))] : [];
    }
}
