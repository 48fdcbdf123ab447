using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>Our nodes on a real engine, and the jobs that the tests give them.</summary>
internal static class NodeKit
{
    public const string UndefinedServer = ".00.00.00.00";

    public static IDdsEngine Engine { get; } = new CycloneEngine();

    public static MainNode NewMain(TestDomain domain, string name = "main", bool native = true) =>
        MainNode.Create(Engine, new MainNodeOptions { Name = name, Network = domain.Options, NativePlane = native });

    public static ComputingNode NewComputing(TestDomain domain, int slots = 1, string name = "cp") =>
        ComputingNode.Create(Engine, new ComputingNodeOptions { Name = name, Network = domain.Options, Slots = slots });

    public static StatusNode NewStatus(TestDomain domain) =>
        StatusNode.Create(Engine, new StatusNodeOptions { Name = "status", Network = domain.Options });

    public static ModelSenderNode NewModelSender(TestDomain domain) =>
        ModelSenderNode.Create(Engine, new ModelSenderNodeOptions { Name = "sender", Network = domain.Options });

    /// <summary>A model receiver that is patient: the machine may be slow.</summary>
    public static ModelReceiverNode NewModelReceiver(TestDomain domain) =>
        ModelReceiverNode.Create(Engine, new ModelReceiverNodeOptions { Name = "receiver", Network = domain.Options, RequestTimeout = TimeSpan.FromMinutes(2) });

    public static byte[] Payload(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>What the peer does with a payload, and expects from others: every byte XOR 0x5a.</summary>
    public static byte[] Solve(ReadOnlySpan<byte> payload)
    {
        byte[] solved = payload.ToArray();
        foreach (ref byte one in solved.AsSpan()) one ^= 0x5a;
        return solved;
    }

    public static ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken) =>
        new(Solution.FromBytes(Solve(job.Payload.Span)));

    /// <summary>Gets one job solved and checks its bytes.</summary>
    public static async Task<Solution> SolveOne(MainNode main, int size, int seed)
    {
        byte[] payload = Payload(size, seed);
        var solution = await Wait.For(main.RequestJobSolutionAsync(Job.FromBytes(payload)), $"the solution of job {seed} ({size} bytes)").ConfigureAwait(false);
        Assert.Equal(Solve(payload), solution.ToArray());
        return solution;
    }
}
