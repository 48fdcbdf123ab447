using Microsoft.Extensions.Logging;

namespace AmlIpNet.Chaos.Tests;

/// <summary>
/// A domain with real <c>amlip</c> processes, to be killed, frozen and restarted, and Main nodes in this process that see what becomes of
/// their jobs. Disposing ends all of them.
/// </summary>
internal sealed class ChaosBed : IAsyncDisposable
{
    /// <summary>Long enough for a busy machine to start half a dozen processes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "amlip.dll");

    private readonly TestDomain _domain = TestDomain.Lease();
    private readonly List<MainNode> _mains = [];
    private readonly List<ChildProcess> _started = [];
    private readonly Dictionary<string, ChildProcess> _computing = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("amlip-chaos-").FullName;
    private readonly string[] _patience = [];
    private readonly string[] _managed = ["--managed"]; // they end with this process, even when it is killed
    private readonly TimeSpan _lease = TimeSpan.FromSeconds(1);
    private int _names;

    /// <param name="patient">Whether silence of a node means nothing for a minute. Without it the defaults hold: a machine that is busy enough
    /// makes nodes look dead, which costs second executions.</param>
    public ChaosBed(bool patient = false)
    {
        if (!patient) return;
        _lease = TimeSpan.FromMinutes(1);
        File.WriteAllText(PathOf("patient.xml"), """
            <dds xmlns="http://www.omg.org/spec/DDS-XML"><qos_library name="amlipnet"><qos_profile name="availability" base_name="amlip::status">
            <datawriter_qos><liveliness><kind>AUTOMATIC_LIVELINESS_QOS</kind><lease_duration><sec>60</sec></lease_duration></liveliness></datawriter_qos>
            </qos_profile></qos_library></dds>
            """);
        _managed = []; // Ctrl-C reaches only those that have no parent to leave it to
        _patience = ["--lease", "60", "--qos", PathOf("patient.xml")];
    }

    /// <summary>The lines that handlers wrote, one for each execution that began.</summary>
    public string[] Executions => File.Exists(PathOf("executions")) ? File.ReadAllLines(PathOf("executions")) : [];

    /// <summary>The names of the Computing nodes that should be alive.</summary>
    public IReadOnlyCollection<string> Computing => _computing.Keys;

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>A shell command that solves the job LINE with "solved LINE": it notes "LINE NAME PID" as an execution, then does <paramref name="work"/>.</summary>
    public string Handler(string name, string work) => $"read -r line; echo \"$line {name} $$\" >> {PathOf("executions")}; {work}; echo \"solved $line\"";

    /// <summary>Starts a Computing node whose jobs take <paramref name="work"/>, a shell command.</summary>
    public string StartComputing(string work, int slots = 1, string? name = null)
    {
        name ??= $"cp{++_names}";
        _computing[name] = Start(["compute", "--name", name, "--slots", $"{slots}", "--exec", Handler(name, work), .. _managed]);
        return name;
    }

    /// <summary>Starts a Computing node that sends each job back.</summary>
    public string StartEcho(int slots)
    {
        string name = $"cp{++_names}";
        _computing[name] = Start(["compute", "--name", name, "--slots", $"{slots}", "--handler", "echo", .. _managed]);
        return name;
    }

    /// <summary>A process of this bed's Computing nodes.</summary>
    public ChildProcess this[string name] => _computing[name];

    /// <summary>Ends a Computing node as <c>kill -9</c> does.</summary>
    public void Kill(string name)
    {
        _computing[name].Kill();
        _computing.Remove(name);
    }

    /// <summary>Takes a node out of <see cref="Computing"/> without doing anything to it.</summary>
    public ChildProcess Release(string name)
    {
        var process = _computing[name];
        _computing.Remove(name);
        return process;
    }

    /// <summary>Starts any <c>amlip</c> command that has a node.</summary>
    public ChildProcess Start(params IEnumerable<string> arguments)
    {
        var process = ChildProcess.StartDotnet(s_program, [.. arguments, "--loopback", "--domain", $"{_domain.Id}", .. _patience]);
        _started.Add(process);
        return process;
    }

    /// <summary>A Main node in this process.</summary>
    public MainNode Main(string name = "main", ILoggerFactory? loggers = null)
    {
        var main = AmlIp.CreateMainNode(new MainNodeOptions { Name = name, Network = _domain.Options with { Lease = _lease } }, loggers);
        _mains.Add(main);
        return main;
    }

    /// <summary>A Status node in this process.</summary>
    public StatusNode Status() => AmlIp.CreateStatusNode("status", _domain.Options with { Lease = _lease });

    /// <summary>Gets a line solved, and checks the solution.</summary>
    /// <returns>The name of the node that solved it.</returns>
    public static async Task<string> SolveAsync(MainNode main, string line)
    {
        var solution = await main.RequestJobSolutionAsync(Job.FromString($"{line}\n"));
        Assert.Equal($"solved {line}\n", solution.ToString());
        return solution.SolvedBy.Name;
    }

    /// <summary>Waits until every Computing node of this bed has solved a job of this Main node.</summary>
    public async Task WaitForAllAsync(MainNode main, string line = "hello")
    {
        var silent = new HashSet<string>(_computing.Keys);
        using var limit = new CancellationTokenSource(Patience);
        while (silent.Count > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            silent.Remove(await Wait.For(SolveAsync(main, line), $"a solution by {string.Join(", ", silent)}", Patience, Errors));
        }
    }

    /// <summary>Waits until an execution of this line has begun.</summary>
    /// <returns>The node that executes it, and the handler's process.</returns>
    public async Task<(string Node, int Process)> WaitForExecutionAsync(string line, string? notBy = null)
    {
        string[] Begun() => [.. Executions.Where(e => e.StartsWith(line + " ", StringComparison.Ordinal) && (notBy is null || !e.Contains($" {notBy} ", StringComparison.Ordinal)))];
        await Wait.Until(() => Begun().Length > 0, $"an execution of {line}", Patience, () => $"{string.Join("; ", Executions)}; {Errors()}");
        string[] words = Begun()[0].Split(' ');
        return (words[1], int.Parse(words[2]));
    }

    /// <summary>Whether a process is there and has not ended.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What the processes said on standard error, for messages.</summary>
    public string Errors() => string.Join('\n', _started.Select(process => $"[{process.Id}] {process.Errors}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var main in _mains) await main.DisposeAsync();
        foreach (var process in _started) await process.DisposeAsync();
        _domain.Dispose();
        // A handler's process may be about to write its line.
        await Wait.Until(TryDelete, $"the end of the folder {_folder}");
    }

    private bool TryDelete()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
