using AmlIpNet.Artifacts;
using AmlIpNet.CycloneDds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary>A scheduler and workers as processes of <c>amlip</c>, on a domain of their own, and a workbench in this one.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "amlip.dll");

    private readonly TestDomain _domain = TestDomain.Lease();
    private readonly Dictionary<string, ChildProcess> _processes = [];
    private Workbench? _workbench;

    /// <summary>The folder of the examples.</summary>
    public static string Examples { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "examples", "Artifacts"));

    /// <summary>The workers that have a file of measurements.</summary>
    public static string[] Names { get; } = ["alice", "bob", "carol"];

    /// <summary>A folder of this test alone; it goes with it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("amlip-artifacts-").FullName;

    public NetworkOptions Network => _domain.Options with { Lease = TimeSpan.FromSeconds(5) };

    public Workbench Workbench => _workbench ??= Workbench.Create(new CycloneEngine(), new WorkbenchOptions { Name = "test", Network = Network, PeerTimeout = Patience });

    public ChildProcess this[string name] => _processes[name];

    public static string File(string name) => Path.Combine(Examples, name);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public ChildProcess StartScheduler(params string[] more) => Start("scheduler", "scheduler", ["--database", PathOf("artifacts.db"), .. more]);

    public ChildProcess StartWorker(string name, params string[] more) => Start("worker", name, more);

    /// <summary>Workers with their file of measurements.</summary>
    public void StartWorkers(params string[] more)
    {
        foreach (string name in Names) StartWorker(name, ["--source", $"measurements={File($"data/{name}.csv")}", .. more]);
    }

    /// <summary>Waits until an artifact over the measurements gets so many workers.</summary>
    public async Task<string[]> KnowsAsync(int workers)
    {
        string[] known = [];
        long start = System.Environment.TickCount64;
        while (System.Environment.TickCount64 - start < Patience.TotalMilliseconds)
        {
            try
            {
                string id = await Workbench.SubmitAsync(Read("count.yaml"));
                known = [.. (await Workbench.WaitAsync(id)).Workers];
                if (known.Length == workers) return known;
            }
            catch (InvalidArtifactException)
            {
                // No worker is known yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"The scheduler knows {string.Join(", ", known)} instead of {workers} workers. {Errors()}");
    }

    public static Artifact Read(string name) => ArtifactText.Read(System.IO.File.ReadAllText(File(name)));

    /// <summary>Runs a command of the workbench to its end.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunBareAsync([.. arguments, .. Arguments]);

    public static Task<(int Code, string Output, string Errors)> AuditAsync(string file) => RunBareAsync("audit", file);

    public static Task<(int Code, string Output, string Errors)> CheckAsync(string file, params string[] arguments) => RunBareAsync(["check", file, .. arguments]);

    private static async Task<(int Code, string Output, string Errors)> RunBareAsync(params string[] arguments)
    {
        await using var process = ChildProcess.StartDotnet(s_program, ["artifact", .. arguments]);
        int code = await process.WaitForExitAsync(Patience);
        List<string> lines = [];
        await foreach (string line in process.ReadLinesAsync()) lines.Add(line);
        return (code, string.Join('\n', lines), process.Errors);
    }

    /// <summary>Starts a command of the workbench.</summary>
    public ChildProcess StartCommand(params string[] arguments) => ChildProcess.StartDotnet(s_program, ["artifact", .. arguments, .. Arguments]);

    /// <summary>Starts a command of the workbench on a terminal, which util-linux's <c>script</c> makes.</summary>
    public ChildProcess StartTerminal(params string[] arguments) => ChildProcess.Start("/bin/sh",
        ["-c", $"TERM=xterm COLUMNS=120; export TERM COLUMNS; exec script -qec '{System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"} {s_program} artifact {string.Join(' ', arguments.Concat(Arguments))}' /dev/null"]);

    /// <summary>Submits an example, waits, and gives its result.</summary>
    public async Task<string> ResultAsync(string example)
    {
        var (code, output, errors) = await RunAsync("submit", File(example), "--wait");
        Assert.True(code == 0, $"{example} ended with {code}: {errors} {Errors()}");
        return output;
    }

    public async Task KillAsync(string name)
    {
        _processes[name].Kill();
        await _processes[name].DisposeAsync();
        _processes.Remove(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_workbench is not null) await _workbench.DisposeAsync();
        foreach (var process in _processes.Values) await process.DisposeAsync();
        _domain.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    public string Errors() => string.Join(' ', _processes.Select(process => $"[{process.Key}: {process.Value.Errors}]"));

    private string[] Arguments => ["--loopback", "--domain", $"{_domain.Id}", "--lease", "5", "--timeout", "60"];

    private ChildProcess Start(string kind, string name, params string[] more) => _processes[name] =
        ChildProcess.StartDotnet(s_program, ["artifact", kind, "--name", name, .. more, "--loopback", "--domain", $"{_domain.Id}", "--lease", "5", "--managed"]);
}
