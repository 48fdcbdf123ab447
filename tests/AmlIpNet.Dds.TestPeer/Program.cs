using AmlIpNet.ConnextDds;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;
using AmlIpNet.Dds.TestPeer;

// A process for tests that need another one: dotnet AmlIpNet.Dds.TestPeer.dll <engine>. It reads commands and reports events,
// both as lines of JSON (PeerProtocol.cs), and ends with its standard input.
IDdsEngine engine = args switch
{
    ["cyclone"] => new CycloneEngine(),
    ["connext"] => new ConnextEngine(),
    _ => throw new ArgumentException("Name the engine: cyclone or connext."),
};

var gate = new Lock();
await using var peer = new Peer(engine, Report);
while (Console.In.ReadLine() is { } line)
{
    try
    {
        await peer.Run(PeerJson.Read<PeerCommand>(line));
    }
    catch (Exception error)
    {
        Report(new PeerEvent { Event = "failed", Detail = $"{error.GetType().Name}: {error.Message}" });
    }
}

void Report(PeerEvent happened)
{
    lock (gate)
    {
        Console.Out.WriteLine(PeerJson.Write(happened));
        Console.Out.Flush();
    }
}
