using AmlIpNet.Scripting.Tests.Kit;

namespace AmlIpNet.Scripting.Tests;

/// <summary>Nodes of Python and of .NET in one domain, each language in a process of its own.</summary>
public sealed class CrossLanguageTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private readonly TestDomain _domain = TestDomain.Lease();

    [PythonFact]
    public async Task A_Python_node_serves_nodes_of_both_and_when_it_is_killed_another_one_does()
    {
        await using var python = Run.Python([Place.Source("Python", "worker.py"), $"{_domain.Id}"]);
        string id = await python.WaitForLineAsync(line => line.StartsWith("python.", StringComparison.Ordinal), "its id", s_long);
        await using var main = AmlIp.CreateMainNode("asker", _domain.Options);

        var solutions = await Wait.For(Task.WhenAll(Enumerable.Range(0, 50).Select(i => main.RequestJobSolutionAsync(Job.FromString($"job {i}")).AsTask())), "50 solutions", s_long);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"JOB {i}"), solutions.Select(solution => solution.ToString()));
        Assert.All(solutions, solution => Assert.Equal(id, $"{solution.SolvedBy}"));

        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Wait.For(main.RequestJobSolutionAsync(Job.FromString("fail"), new JobOptions { MaxAttempts = 1 }), "the failure", s_long));
        Assert.Contains("LookupError: no word for fail", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.Code);

        await using var asker = Asker(40);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"JOB {i} {id}"), (await Run.ToEndAsync(asker)).Split('\n'));

        var solution = main.RequestJobSolutionAsync(Job.FromString("stuck")).AsTask();
        await python.WaitForLineAsync(line => line == "got stuck", "the job", s_long);
        python.Kill();
        await using var heir = Shouter.Start(_domain);
        var solved = await Wait.For(solution, "the solution of the other node", s_long);
        Assert.Equal(("STUCK", heir.Id), (solved.ToString(), solved.SolvedBy));
    }

    [PythonFact]
    public async Task A_dotnet_node_serves_a_Python_node()
    {
        await using var worker = Shouter.Start(_domain);
        await using var asker = Asker(40);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"JOB {i} {worker.Id}"), (await Run.ToEndAsync(asker)).Split('\n'));
    }

    public void Dispose() => _domain.Dispose();

    private ChildProcess Asker(int jobs) => Run.Python([Place.Source("Python", "asker.py"), $"{_domain.Id}", $"{jobs}"]);
}
