namespace AmlIpNet.Chaos.Tests;

/// <summary>A Computing node freezes (SIGSTOP) with a job, and goes on later (SIGCONT).</summary>
public sealed class ComputingFreezeTests : IAsyncLifetime
{
    private readonly ChaosBed _bed = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bed.DisposeAsync().AsTask();

    [Fact]
    public async Task Its_job_goes_elsewhere_and_its_late_solution_does_no_harm()
    {
        for (int i = 0; i < 2; i++)
        {
            string gate = _bed.PathOf($"go-cp{i + 1}");
            _bed.StartComputing($"case $line in gated*) while [ ! -e {gate} ]; do sleep 0.02; done;; esac");
        }

        var main = _bed.Main();
        await _bed.WaitForAllAsync(main);

        var job = ChaosBed.SolveAsync(main, "gated");
        var (frozen, handler) = await _bed.WaitForExecutionAsync("gated");
        _bed[frozen].Stop();
        // The handler is a process of its own: its solution waits in the pipe of the frozen node, which sends it as soon as it goes on.
        await File.WriteAllTextAsync(_bed.PathOf($"go-{frozen}"), "");
        await Wait.Until(() => !ChaosBed.IsAlive(handler), "the end of the frozen node's handler", ChaosBed.Patience);
        var (other, _) = await _bed.WaitForExecutionAsync("gated", notBy: frozen);
        await File.WriteAllTextAsync(_bed.PathOf($"go-{other}"), "");
        Assert.Equal(other, await Wait.For(job, "the solution by the other node", ChaosBed.Patience, _bed.Errors));

        _bed[frozen].Continue();
        await _bed.WaitForAllAsync(main, "again"); // both take jobs again, and each job has its own solution
        Assert.Equal(2, _bed.Executions.Count(e => e.StartsWith("gated", StringComparison.Ordinal)));
        Assert.Equal(0, main.PendingJobs);
    }

    [Fact]
    public async Task The_only_node_goes_on_and_its_solution_counts()
    {
        string gate = _bed.PathOf("go");
        string only = _bed.StartComputing($"case $line in gated*) while [ ! -e {gate} ]; do sleep 0.02; done;; esac");
        var main = _bed.Main();
        await using var status = _bed.Status();
        await _bed.WaitForAllAsync(main);

        var job = ChaosBed.SolveAsync(main, "gated");
        await _bed.WaitForExecutionAsync("gated");
        _bed[only].Stop();
        await Wait.Until(() => status.Nodes.Any(node => node.Id.Name == only && node.IsLost), "the frozen node's loss", ChaosBed.Patience);
        await File.WriteAllTextAsync(gate, "");
        _bed[only].Continue();
        Assert.Equal(only, await Wait.For(job, "the solution", ChaosBed.Patience, _bed.Errors));
    }

    [Fact]
    public async Task One_that_was_silent_too_briefly_to_be_lost_is_trusted_again_though_it_has_nothing_to_say()
    {
        string only = _bed.StartComputing(":");
        var log = new WarningLog();
        var main = _bed.Main(loggers: log);
        await _bed.WaitForAllAsync(main);

        _bed[only].Stop();
        await log.Events.WaitForOne(id => id == WarningLog.Suspected, "the suspicion", ChaosBed.Patience);
        _bed[only].Continue();
        Assert.Equal(only, await Wait.For(ChaosBed.SolveAsync(main, "job"), "the solution", ChaosBed.Patience, _bed.Errors));
    }

    [Fact]
    public async Task A_Status_node_alone_sees_it_alive_again()
    {
        string only = _bed.StartComputing(":");
        await using var status = _bed.Status();
        Task Shows(Func<NodeLoad, bool> state, string what) => Wait.Until(
            () => status.Nodes.Any(node => node.Id.Name == only && node.Load is { } load && state(load)), what, ChaosBed.Patience, _bed.Errors);
        await Shows(load => !load.IsSuspected, "the node");
        _bed[only].Stop();
        await Shows(load => load.IsSuspected, "the suspicion");
        _bed[only].Continue();
        await Shows(load => !load.IsSuspected, "the end of the suspicion");
    }
}
