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
        // What solves jobs itself runs where no other node does.
        snippets = [.. snippets.Select(snippet => snippet.Replace("DOMAIN", $"{(snippet.Contains("ComputingNode", StringComparison.Ordinal) ? elsewhere.Id : _domain.Id)}", StringComparison.Ordinal))];
        string endless = Assert.Single(snippets, snippet => snippet.Contains("worker.run(", StringComparison.Ordinal));
        await RunAllAsync(snippets.Where(snippet => snippet != endless));

        // It goes on until Ctrl-C: it is seen to solve, and then to end.
        await using var python = Run.Python(["-u", "-c", endless]);
        Assert.Equal("HELLO", $"{await Wait.For(main.RequestJobSolutionAsync(Job.FromString("hello")), "the solution", TimeSpan.FromMinutes(1))}");
        python.Interrupt();
        await python.WaitForExitAsync(Run.Limit);
        Assert.Contains("KeyboardInterrupt", python.Errors, StringComparison.Ordinal);
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

    /// <summary>Runs Python programs in one process.</summary>
    private static async Task RunAllAsync(IEnumerable<string> programs)
    {
        string folder = Directory.CreateTempSubdirectory("amlipnet-py-").FullName;
        try
        {
            string[] files = [.. programs.Select((_, i) => Path.Combine(folder, $"snippet{i}.py"))];
            foreach (var (file, program) in files.Zip(programs)) await File.WriteAllTextAsync(file, program);
            await using var python = Run.Python([Place.Source("Python", "snippets.py"), .. files]);
            await Run.ToEndAsync(python);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Snippets(string language, string loopback, string here)
    {
        string page = File.ReadAllText(Path.Combine(Place.Root, Page)).ReplaceLineEndings("\n");
        foreach (string snippet in Regex.Matches(page, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value))
        {
            Assert.Contains(loopback, snippet, StringComparison.Ordinal);
            yield return snippet.Replace(loopback, here, StringComparison.Ordinal);
        }
    }
}
