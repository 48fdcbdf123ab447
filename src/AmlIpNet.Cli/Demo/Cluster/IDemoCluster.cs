using AmlIpNet.Cli.Rendering;

namespace AmlIpNet.Cli.Demo.Cluster;

/// <summary>The demo's other nodes: Computing nodes and a Status node. They leave when this is disposed.</summary>
internal interface IDemoCluster : IAsyncDisposable
{
    /// <summary>Hears of each change of a node's state.</summary>
    event Action<StatusJson>? NodeChanged;

    /// <summary>Hears of each process that starts: the name of its node, and its process id.</summary>
    event Action<string, int>? ProcessStarted;

    /// <summary>Hears of what happens to the nodes, in words.</summary>
    event Action<string>? Noted;

    /// <summary>Ends when the Status node has seen every Computing node.</summary>
    Task Ready { get; }

    /// <summary>Faults when the demo cannot go on.</summary>
    Task Failure { get; }

    /// <summary>Starts the nodes; called once, when the events have their listeners.</summary>
    void Start();
}
