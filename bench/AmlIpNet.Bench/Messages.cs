using AmlIpNet.Dds;

namespace AmlIpNet.Bench;

/// <summary>
/// How many DDS samples a short job costs, by auction and natively, with 1, 8 and 64 Computing nodes: counted where the nodes meet the engine, all nodes in
/// this process. Written: calls of a writer. Delivered: a sample counts once for each reader that it goes to. The node's state
/// (<c>running</c>, <c>stopped</c>), which Status nodes read, is left apart.
/// </summary>
internal static class Messages
{
    private const int Jobs = 2_000;
    private static readonly int[] s_servers = [1, 8, 64];

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("| Computing nodes | by | at a time | samples written per job | delivered per job | node states |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int servers in s_servers)
        {
            foreach (bool native in new[] { false, true })
            {
                foreach (int atATime in new[] { 1, servers + 1 })
                {
                    var (written, delivered, states) = await MeasureAsync(servers, native, atATime);
                    Console.WriteLine($"| {servers} | {(native ? "native plane" : "auction")} | {atATime} | {written:0.000} | {delivered:0.000} | {states:0.000} |");
                }
            }
        }

        return 0;
    }

    private static async Task<(double Written, double Delivered, double States)> MeasureAsync(int servers, bool native, int atATime)
    {
        var engine = new CountingEngine(new InProcessEngine());
        var network = NetworkOptions.Loopback with { Domain = Bed.Domain };
        var nodes = Enumerable.Range(0, servers).Select(i => ComputingNode.Create(engine, new ComputingNodeOptions { Name = $"cp{i}", Network = network, NativePlane = native })).ToArray();
        using var stop = new CancellationTokenSource();
        var runs = nodes.Select(node => node.RunAsync((job, _) => ValueTask.FromResult(Solution.FromMemory(job.Payload)), stop.Token)).ToArray();
        var main = MainNode.Create(engine, new MainNodeOptions { Name = "main", Network = network, NativePlane = native });

        var solvers = new HashSet<NodeId>();
        while (solvers.Count < servers)
        {
            foreach (var solution in await Task.WhenAll(Enumerable.Range(0, servers).Select(_ => main.RequestJobSolutionAsync(Job.FromString("warm up")).AsTask()))) solvers.Add(solution.SolvedBy);
        }

        engine.Reset();
        await Parallel.ForAsync(0, Jobs, new ParallelOptions { MaxDegreeOfParallelism = atATime }, async (_, cancellationToken) =>
            await main.RequestJobSolutionAsync(Job.FromString("a short job"), cancellationToken));
        var counts = ((double)engine.Written / Jobs, (double)engine.Delivered / Jobs, (double)engine.States / Jobs);

        await main.DisposeAsync();
        await stop.CancelAsync();
        await Task.WhenAll(runs);
        foreach (var node in nodes) await node.DisposeAsync();
        return counts;
    }
}
