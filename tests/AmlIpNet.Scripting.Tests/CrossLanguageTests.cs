using AmlIpNet.Scripting.Tests.Kit;

namespace AmlIpNet.Scripting.Tests;

/// <summary>Nodes of Python and of .NET in one domain, each language in a process of its own.</summary>
public sealed class CrossLanguageTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private readonly TestDomain _domain = TestDomain.Lease();

    [PythonFact]
    public async Task A_Python_node_serves_a_dotnet_node()
    {
        await using var main = AmlIp.CreateMainNode("asker", _domain.Options);
        await using var worker = await WorkerAsync("shout");
        var solutions = await Wait.For(Task.WhenAll(Enumerable.Range(0, 50).Select(i => main.RequestJobSolutionAsync(Job.FromString($"job {i}")).AsTask())), "50 solutions", s_long);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"JOB {i}"), solutions.Select(solution => solution.ToString()));
        Assert.All(solutions, solution => Assert.Equal(worker.Id, $"{solution.SolvedBy}"));
    }

    [PythonFact]
    public async Task A_dotnet_node_serves_a_Python_node()
    {
        await using var worker = AmlIp.CreateComputingNode(new ComputingNodeOptions { Name = "shouter", Slots = 2, Network = _domain.Options });
        using var stop = new CancellationTokenSource();
        var run = worker.RunAsync((job, _) => ValueTask.FromResult(Solution.FromString(job.ToString().ToUpperInvariant())), stop.Token);
        await using var asker = Asker(40);
        string output = await Run.ToEndAsync(asker);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"JOB {i} {worker.Id}"), output.Split('\n'));
        await stop.CancelAsync();
        await Wait.For(run, "the end of the node");
    }

    [PythonFact]
    public async Task A_Python_node_serves_a_Python_node()
    {
        await using var worker = await WorkerAsync("shout");
        await using var asker = Asker(40);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"JOB {i} {worker.Id}"), (await Run.ToEndAsync(asker)).Split('\n'));
    }

    [PythonFact]
    public async Task A_job_whose_Python_process_is_killed_is_solved_elsewhere()
    {
        await using var main = AmlIp.CreateMainNode("asker", _domain.Options);
        await using var victim = await WorkerAsync("stuck");
        var solution = main.RequestJobSolutionAsync(Job.FromString("hello")).AsTask();
        await victim.Process.WaitForLineAsync(line => line == "got hello", "the job", s_long);
        victim.Process.Kill();
        await using var heir = await WorkerAsync("shout");
        var solved = await Wait.For(solution, "the solution of the other node", s_long);
        Assert.Equal(("HELLO", heir.Id), (solved.ToString(), $"{solved.SolvedBy}"));
    }

    [PythonFact]
    public async Task A_Python_exception_is_told_to_a_dotnet_node()
    {
        await using var main = AmlIp.CreateMainNode("asker", _domain.Options);
        await using var worker = await WorkerAsync("fail");
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Wait.For(main.RequestJobSolutionAsync(Job.FromString("hello"), new JobOptions { MaxAttempts = 1 }), "the failure", s_long));
        Assert.Contains("LookupError: no word for hello", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.Code);
    }

    public void Dispose() => _domain.Dispose();

    private ChildProcess Asker(int jobs) => Run.Python([Place.Source("Python", "asker.py"), $"{_domain.Id}", $"{jobs}"]);

    private async Task<Worker> WorkerAsync(string mode)
    {
        var process = Run.Python([Place.Source("Python", "worker.py"), $"{_domain.Id}", mode]);
        return new Worker(process, await process.WaitForLineAsync(line => line.StartsWith("python.", StringComparison.Ordinal), "its id", s_long));
    }

    private sealed record Worker(ChildProcess Process, string Id) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
