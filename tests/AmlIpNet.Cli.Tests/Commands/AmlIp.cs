using System.Diagnostics;
using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>Runs <c>amlip</c> as a user does: in a process of its own, on a leased domain of this machine.</summary>
internal sealed class AmlIp : IDisposable
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "amlip.dll");

    private readonly TestDomain _domain = TestDomain.Lease();

    /// <summary>A folder of this test alone; it goes with it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("amlip-test-").FullName;

    public int Domain => _domain.Id;

    public string[] Network => ["--loopback", "--domain", Domain.ToString()];

    /// <summary>Starts a command that has a node, on the domain of this test.</summary>
    public ChildProcess Start(params string[] arguments) => ChildProcess.StartDotnet(s_program, [.. arguments, .. Network]);

    /// <summary>A Main node in this process, on the domain of this test.</summary>
    public MainNode CreateMain(bool isNative) =>
        AmlIpNet.AmlIp.CreateMainNode(new MainNodeOptions { Name = "test", Network = _domain.Options, NativePlane = isNative });

    /// <summary>Runs a command that has a node to its end.</summary>
    public async Task<Result> RunAsync(string[] arguments, string? input = null)
    {
        await using var process = Start(arguments);
        return await EndAsync(process, input);
    }

    /// <summary>Runs a command with exactly these arguments to its end.</summary>
    public static async Task<Result> RunBareAsync(string[] arguments, IEnumerable<KeyValuePair<string, string>>? variables = null)
    {
        await using var process = ChildProcess.StartDotnet(s_program, arguments, variables);
        return await EndAsync(process, null);
    }

    /// <summary>Starts a shell script in which $amlip runs the program and $net are the options of this test's domain.</summary>
    public ChildProcess StartShell(string script) => ChildProcess.Start("/bin/sh", ["-c", script], new Dictionary<string, string>
    {
        ["amlip"] = $"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"} {s_program}",
        ["net"] = string.Join(' ', Network),
        ["folder"] = Folder,
    });

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The ids of the processes whose command line has all of these parts.</summary>
    public static int[] Processes(params string[] parts) => [.. Process.GetProcesses().Select(p => p.Id).Where(id =>
    {
        try
        {
            var line = File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
            return line.Length > 0 && parts.All(line.Contains);
        }
        catch (IOException)
        {
            return false;
        }
    })];

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        _domain.Dispose();
    }

    private static async Task<Result> EndAsync(ChildProcess process, string? input)
    {
        if (input is not null)
        {
            await process.Input.WriteAsync(input);
            process.Input.Close();
        }

        var lines = new List<string>();
        var reading = Task.Run(async () =>
        {
            await foreach (var line in process.ReadLinesAsync()) lines.Add(line);
        });
        var exitCode = await process.WaitForExitAsync(TimeSpan.FromSeconds(90));
        await Wait.For(reading, "the end of the output");
        return new Result(exitCode, lines, process.Errors);
    }

    internal sealed record Result(int ExitCode, IReadOnlyList<string> Lines, string Errors);
}
