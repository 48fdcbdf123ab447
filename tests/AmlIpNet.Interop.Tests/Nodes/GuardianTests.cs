using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>Our guardian for an AML-IP main node: all of them processes, and one of them is killed.</summary>
public sealed class GuardianTests
{
    [PeerFact]
    public async Task A_job_of_an_AML_IP_client_survives_the_kill_of_the_process_that_computes_it()
    {
        using var folder = new Folder();
        using var domain = TestDomain.Lease();
        await using var guardian = Start(domain, "guard", "--name", "guardian");
        await using var one = Worker.Start(domain, folder, "one");
        await using var two = Worker.Start(domain, folder, "two");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        Worker[] workers = [one, two];

        // Until the Computing nodes have met the guardian they answer an AML-IP client themselves.
        Worker holder;
        long task = -1;
        while (true)
        {
            await client.Send($"job 1000 {++task}");
            holder = await Worker.WaitForStart(workers);
            if (holder.Client.StartsWith("guardian.", StringComparison.Ordinal)) break;
            await holder.Release();
            await client.Expect("solution", e => e.Task == task);
        }

        var heir = workers.Single(worker => worker != holder);
        holder.Kill();
        await Worker.WaitForStart([heir]);
        await heir.Release();
        var solution = await client.Expect("solution", e => e.Task == task);
        Assert.True(solution.Is("ok") && solution.Is("sameServer"), solution.ToString());
        Assert.StartsWith("guardian.", solution.Server);

        await client.Send("job 64 99");
        await Worker.WaitForStart([heir]);
        await heir.Release();
        await client.Expect("idle", e => e.Number("tasks") == task + 2);
        Assert.All(client.All("solution"), s => Assert.True(s.Is("ok") && s.Number("copy") == 1, s.ToString()));
        Assert.Empty(client.All("stray-solution"));
    }

    private static ChildProcess Start(TestDomain domain, params string[] arguments) => ChildProcess.StartDotnet(
        Path.Combine(AppContext.BaseDirectory, "amlip.dll"), [.. arguments, "--loopback", "--domain", domain.Id.ToString()]);

    /// <summary>A process of <c>amlip compute</c> that says when it starts a job, and ends it when it is told to.</summary>
    private sealed class Worker : IAsyncDisposable
    {
        // A file says whose job it is; the peer expects every byte XOR 0x5a.
        private const string Script = """
            echo "$AMLIP_CLIENT" > "$started.new" && mv "$started.new" "$started"
            until [ -e "$go" ]; do sleep 0.02; done
            rm "$go" "$started"
            LC_ALL=C tr '\000-\377' "$(cat "$map")"
            """;

        private readonly ChildProcess _process;
        private readonly string _started;
        private readonly string _go;

        private Worker(TestDomain domain, Folder folder, string name)
        {
            (_started, _go) = (folder.PathOf($"{name}.started"), folder.PathOf($"{name}.go"));
            string map = folder.PathOf($"{name}.map");
            File.WriteAllText(map, string.Concat(Enumerable.Range(0, 256).Select(b => $"\\{Convert.ToString(b ^ 0x5a, 8).PadLeft(3, '0')}")));
            _process = GuardianTests.Start(domain, "compute", "--name", name, "--exec", $"started='{_started}' go='{_go}' map='{map}'\n{Script}");
        }

        public string Client => File.ReadAllText(_started).Trim();

        public static Worker Start(TestDomain domain, Folder folder, string name) => new(domain, folder, name);

        public static async Task<Worker> WaitForStart(Worker[] workers)
        {
            await Wait.Until(() => workers.Any(worker => File.Exists(worker._started)), "the start of a job",
                seen: () => string.Join('\n', workers.Select(worker => worker._process.Errors)));
            return workers.First(worker => File.Exists(worker._started));
        }

        public async Task Release()
        {
            await File.WriteAllTextAsync(_go, "");
            await Wait.Until(() => !File.Exists(_started), "the release of a job"); // so that the next start is seen as one
        }

        public void Kill() => _process.Kill();

        public ValueTask DisposeAsync() => _process.DisposeAsync();
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("amlip-guard-").FullName;

        public string PathOf(string name) => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
