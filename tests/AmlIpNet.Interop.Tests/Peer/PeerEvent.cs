using System.Text.Json;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>One event of a peer: a line of JSON. tests/peers/fastdds/README.md tells what each event holds.</summary>
internal sealed class PeerEvent
{
    /// <summary>The name of the event that the harness adds when a peer has ended.</summary>
    public const string Ended = "ended";

    private readonly string _line;
    private readonly JsonElement _json;

    public PeerEvent(string line)
    {
        _line = line;
        using var document = JsonDocument.Parse(line);
        _json = document.RootElement.Clone();
        Name = Text("event");
    }

    public string Name { get; }

    public long Task => Number("task");

    public string Client => Text("client");

    public string Server => Text("server");

    public string Topic => Text("topic");

    public string State => Text("state");

    public string Text(string property) => _json.GetProperty(property).GetString()!;

    public long Number(string property) => _json.GetProperty(property).GetInt64();

    public bool Is(string property) => _json.GetProperty(property).GetBoolean();

    public override string ToString() => _line;
}
