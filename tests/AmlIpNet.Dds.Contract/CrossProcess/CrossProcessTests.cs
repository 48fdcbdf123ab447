using AmlIpNet.Dds.TestPeer;

namespace AmlIpNet.Dds.Contract.CrossProcess;

/// <summary>
/// What an engine with <see cref="EngineCapabilities.CrossProcess"/> promises to processes of their own. The engine must be known to
/// AmlIpNet.Dds.TestPeer by its name.
/// </summary>
public abstract class CrossProcessTests<TEnvironment> : IAsyncLifetime
    where TEnvironment : ContractEnvironment, new()
{
    private readonly List<PeerProcess> _peers = [];

    protected TEnvironment Environment { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var peer in _peers) await peer.DisposeAsync();
        Environment.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a process that joins the test's domain; it ends with the test.</summary>
    protected async Task<PeerProcess> Start(string name, Func<PeerCommand, PeerCommand>? change = null)
    {
        var join = new PeerCommand { Do = "join", Name = name, Domain = Environment.Options.Domain };
        var peer = await PeerProcess.Start(Environment.Engine.Name, change?.Invoke(join) ?? join);
        lock (_peers) _peers.Add(peer);
        return peer;
    }

    /// <summary>Starts several at a time: most of what a start takes is the runtime's.</summary>
    protected async Task<(PeerProcess First, PeerProcess Second)> StartTwo(
        Func<PeerCommand, PeerCommand>? changeFirst = null, Func<PeerCommand, PeerCommand>? changeSecond = null)
    {
        var first = Start("first", changeFirst);
        var second = Start("second", changeSecond);
        return (await first, await second);
    }

    /// <summary>Makes a writer "w" at one and a reader "r" at the other, and waits until both sides know that they match.</summary>
    protected static async Task Pair(PeerProcess writing, PeerProcess reading, string topic, PeerQos? qos = null, PeerQos? readerQos = null, int every = 1)
    {
        await writing.Create("writer", "w", topic, qos);
        await reading.Create("reader", "r", topic, readerQos ?? qos, every: every);
        await writing.Hears("matched", "w");
        await reading.Hears("matched", "r");
    }

    protected static uint[] Numbers(IEnumerable<PeerEvent> samples) => [.. samples.Select(s => s.Number)];

    protected static uint[] Range(uint first, uint last) => [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(n => (uint)n)];
}
