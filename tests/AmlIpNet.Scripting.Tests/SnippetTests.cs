using System.Text.RegularExpressions;
using AmlIpNet.Scripting.Tests.Kit;

namespace AmlIpNet.Scripting.Tests;

/// <summary>The snippets of docs/SCRIPTING.md that are not C# run as they stand, but for the domain; a Computing node of .NET answers them by shouting.</summary>
public sealed class SnippetTests : IDisposable
{
    private const string Page = "docs/SCRIPTING.md";
    private readonly TestDomain _domain = TestDomain.Lease();

    [PythonFact]
    public async Task Python_snippets_run()
    {
        using var elsewhere = TestDomain.Lease();
        await using var shouter = Shouter.Start(_domain);
        await using var main = AmlIp.CreateMainNode("main", elsewhere.Options);
        string[] snippets = [.. Snippets("python", "loopback=True", "loopback=True, domain=DOMAIN")];
        Assert.Equal(5, snippets.Length);
        foreach (string snippet in snippets)
        {
            // What solves jobs itself runs where no other node does.
            int domain = snippet.Contains("ComputingNode", StringComparison.Ordinal) ? elsewhere.Id : _domain.Id;
            await using var python = Run.Python(["-u", "-c", snippet.Replace("DOMAIN", $"{domain}", StringComparison.Ordinal)]);
            if (!snippet.Contains("worker.run(", StringComparison.Ordinal))
            {
                Assert.NotEmpty(await Run.ToEndAsync(python));
                continue;
            }

            // It goes on until Ctrl-C: it is seen to solve, and then to end.
            Assert.Equal("HELLO", $"{await Wait.For(main.RequestJobSolutionAsync(Job.FromString("hello")), "the solution", TimeSpan.FromMinutes(1))}");
            python.Interrupt();
            await python.WaitForExitAsync(Run.Limit);
            Assert.Contains("KeyboardInterrupt", python.Errors, StringComparison.Ordinal);
        }
    }

    [GccFact]
    public async Task C_snippets_run()
    {
        string[] snippets = [.. Snippets("c", @"\""loopback\"": true", $@"\""loopback\"": true, \""domain\"": {_domain.Id}")];
        Assert.Equal(2, snippets.Length);
        using (var asker = await CProgram.CompileTextAsync(snippets[0]))
        {
            await using var shouter = Shouter.Start(_domain);
            await using var run = ChildProcess.Start(asker.Path, [], Run.Environment);
            Assert.Matches(@"^HELLO by shouter(\.[0-9a-f]{2}){4}$", await Run.ToEndAsync(run));
        }

        using var worker = await CProgram.CompileTextAsync(snippets[1]);
        await using var answers = ChildProcess.Start(worker.Path, [], Run.Environment);
        await using var main = AmlIp.CreateMainNode("main", _domain.Options);
        Assert.Equal("olleh", $"{await Wait.For(main.RequestJobSolutionAsync(Job.FromString("hello")), "the solution", TimeSpan.FromMinutes(1))}");
        await answers.Input.WriteLineAsync();
        await answers.Input.FlushAsync();
        Assert.Equal(0, await answers.WaitForExitAsync(Run.Limit));
    }

    [PowerShellFact]
    public async Task PowerShell_snippets_run()
    {
        await using var shouter = Shouter.Start(_domain);
        var snippets = Snippets("powershell", "[AmlIpNet.NetworkOptions]::Loopback",
            $"([AmlIpNet.NetworkOptions]::Loopback | ForEach-Object {{ $_.GetType().GetProperty('Domain').SetValue($_, {_domain.Id}); $_ }})");
        await using var pwsh = ChildProcess.Start(Tools.PowerShell!, ["-NoProfile", "-NonInteractive", "-Command", Assert.Single(snippets)], Run.Environment);
        Assert.Contains("HELLO", await Run.ToEndAsync(pwsh), StringComparison.Ordinal);
    }

    public void Dispose() => _domain.Dispose();

    private static IEnumerable<string> Snippets(string language, string loopback, string here)
    {
        string page = File.ReadAllText(Path.Combine(Place.Root, Page)).ReplaceLineEndings("\n");
        foreach (string snippet in Regex.Matches(page, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value))
        {
            Assert.Contains(loopback, snippet, StringComparison.Ordinal);
            yield return snippet.Replace(loopback, here, StringComparison.Ordinal);
        }
    }

    /// <summary>A Computing node that shouts until it is disposed.</summary>
    private sealed class Shouter : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ComputingNode _node;
        private readonly Task _run;

        private Shouter(ComputingNode node)
        {
            _node = node;
            _run = node.RunAsync((job, _) => ValueTask.FromResult(Solution.FromString(job.ToString().ToUpperInvariant())), _stop.Token);
        }

        public static Shouter Start(TestDomain domain) => new(AmlIp.CreateComputingNode("shouter", domain.Options));

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Wait.For(_run, "the end of the node");
            await _node.DisposeAsync();
            _stop.Dispose();
        }
    }
}
