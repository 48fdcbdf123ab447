using System.Globalization;
using AmlIpNet.TestKit;

namespace AmlIpNet.Docs.Tests.Examples;

/// <summary>Every example does what it says.</summary>
public sealed class ExampleTests
{
    // A script is compiled at its first run.
    private static readonly TimeSpan s_compileTime = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task HelloJob_prints_the_solution()
    {
        using var domain = TestDomain.Lease();
        await using var hello = ChildProcess.StartDotnet(Built.Program("examples/HelloJob", "HelloJob"), [$"{domain.Id}"]);
        Assert.Matches(@"^hello, world \(task 1, by worker(\.[0-9a-f]{2}){4}\)$", await hello.WaitForLineAsync(_ => true, "the solution"));
        Assert.Equal(0, await hello.WaitForExitAsync());
    }

    [Fact]
    public async Task ModelExchange_prints_the_statistics_and_the_model()
    {
        using var domain = TestDomain.Lease();
        await using var example = ChildProcess.StartDotnet(Built.Program("examples/ModelExchange", "ModelExchange"), [$"{domain.Id}"]);
        foreach (string line in new[] { "school: digits, accuracy 0.97", "a model of digits, 64 atoms" })
            Assert.Equal(line, await example.WaitForLineAsync(_ => true, line, TimeSpan.FromSeconds(60)));
        Assert.Equal(0, await example.WaitForExitAsync());
    }

    [Fact]
    public async Task AliceAndBob_add_what_lies_with_each_of_them()
    {
        using var domain = TestDomain.Lease();
        await using var example = ChildProcess.StartDotnet(Built.Program("examples/AliceAndBob", "AliceAndBob"), [$"{domain.Id}"]);
        foreach (string line in new[]
        {
            "client to alice: x is 1", "client to bob: a is 2", "center: x is at alice, a is at bob", "alice: add(1, 2) for z", "bob to alice: 1 byte", "alice to client: z is here, 1 byte",
            "center: z is at alice, a is at alice and bob", "alice to client: z is 3",
        })
            Assert.Equal(line, await example.WaitForLineAsync(_ => true, line, TimeSpan.FromSeconds(60)));
        Assert.Equal(0, await example.WaitForExitAsync());
    }

    [Fact]
    public async Task AmlTraining_merges_what_its_workers_learnt()
    {
        using var domain = TestDomain.Lease();
        string program = Built.Program("examples/AmlTraining", "AmlTraining");
        await using var compute = ChildProcess.StartDotnet(program, ["compute", $"{domain.Id}"]);
        await using var amlip = ChildProcess.StartDotnet(Built.Program("src/AmlIpNet.Cli", "amlip"), ["compute", "--handler", "aml", "--loopback", "--domain", $"{domain.Id}"]);
        await using var training = ChildProcess.StartDotnet(program, [$"{domain.Id}"]);
        for (int part = 1; part <= 4; part++) await training.WaitForLineAsync(line => line.Contains(" was learnt by ", StringComparison.Ordinal), $"the solution of {part} parts");
        double[] errors = new double[3];
        foreach (int i in Enumerable.Range(0, 3))
        {
            string line = await training.WaitForLineAsync(line => line.Contains(" atoms, wrong for ", StringComparison.Ordinal), "the errors of a model");
            errors[i] = double.Parse(line.Split("wrong for ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        }

        Assert.Equal(0, await training.WaitForExitAsync());
        Assert.True(errors[2] < 2 && errors[2] < errors[0] / 3 && errors[0] < errors[1], $"alone {errors[0]}, raw {errors[1]}, filtered {errors[2]}");
    }

    [Fact]
    public async Task Scripts_talk_to_each_other()
    {
        using var domain = TestDomain.Lease();
        await using var status = Script("status.cs", $"{domain.Id}");
        await status.WaitForLineAsync(line => line.StartsWith("monitor.", StringComparison.Ordinal), "the monitor itself", s_compileTime);
        await using var compute = Script("compute.cs", $"{domain.Id}");
        await compute.WaitForLineAsync(line => line.Contains("takes jobs", StringComparison.Ordinal), "the Computing node's first line", s_compileTime);
        await using var main = Script("main.cs", "hello", $"{domain.Id}");
        Assert.StartsWith("HELLO (task 1, by shouter.", await main.WaitForLineAsync(_ => true, "the solution", s_compileTime), StringComparison.Ordinal);
        Assert.Equal(0, await main.WaitForExitAsync());
        await status.WaitForLineAsync(line => line.StartsWith("asker.", StringComparison.Ordinal) && line.EndsWith("Dropped", StringComparison.Ordinal), "the Main node's farewell");
    }

    [Fact]
    public void Every_script_is_run_by_a_test() =>
        Assert.Equal(["compute.cs", "main.cs", "status.cs"], Repository.Files("examples/scripts", ".cs").Select(file => Path.GetFileName(file)));

    private static ChildProcess Script(string name, params string[] arguments) => ChildProcess.Start(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        ["run", "-c", Built.Configuration, "--file", Path.Combine(Repository.Root, "examples", "scripts", name), "--", .. arguments],
        [new("MSBUILDDISABLENODEREUSE", "1")]);
}
