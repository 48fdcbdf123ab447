using System.Text.Json;
using System.Text.Json.Serialization;

namespace AmlIpNet.Dds.TestPeer;

/// <summary>A line on the peer's standard input: what to do, and with what.</summary>
public sealed record PeerCommand
{
    /// <summary>join, writer, reader, write, garbage, acknowledged, stats, dispose or leave.</summary>
    public required string Do { get; init; }

    /// <summary>The name of the participant (join), or of an endpoint.</summary>
    public string Name { get; init; } = "";

    public int Domain { get; init; }

    public int LeaseMs { get; init; } = 1000;

    public int MaxPayloadBytes { get; init; } = 256 << 20;

    public int WriterHistoryBytes { get; init; } = 64 << 20;

    public string Topic { get; init; } = "";

    public string TypeName { get; init; } = PeerSample.TypeName;

    public PeerQos Qos { get; init; } = new();

    /// <summary>write: the number of the first sample.</summary>
    public uint First { get; init; }

    /// <summary>write, garbage: how many samples.</summary>
    public int Count { get; init; } = 1;

    /// <summary>write, garbage: bytes of each payload.</summary>
    public int Size { get; init; }

    /// <summary>write: whether to wait and try again when the writer is full; otherwise it stops there.</summary>
    public bool Retry { get; init; } = true;

    /// <summary>reader: report every so many samples only.</summary>
    public int Every { get; init; } = 1;
}

/// <summary>The QoS that tests vary.</summary>
public sealed record PeerQos
{
    public Reliability Reliability { get; init; } = Reliability.Reliable;

    public Durability Durability { get; init; } = Durability.Volatile;

    /// <summary>Depth of KEEP_LAST; 0 for KEEP_ALL.</summary>
    public int Depth { get; init; }

    public int? LivelinessLeaseMs { get; init; }

    public int? DeadlineMs { get; init; }

    public string? Partition { get; init; }

    public EndpointQos ToEndpointQos() => new()
    {
        Reliability = Reliability,
        Durability = Durability,
        History = Depth == 0 ? History.KeepAll : History.KeepLast(Depth),
        LivelinessLease = LivelinessLeaseMs is { } lease ? TimeSpan.FromMilliseconds(lease) : null,
        Deadline = DeadlineMs is { } deadline ? TimeSpan.FromMilliseconds(deadline) : null,
        Partitions = Partition is { } partition ? [partition] : [],
    };
}

/// <summary>A line on the peer's standard output: what happened.</summary>
public sealed record PeerEvent
{
    /// <summary>joined, created, matched, unmatched, mismatch, alive, not-alive, sample, wrote, full, acknowledged, stats, found, lost, disposed, left or failed.</summary>
    public required string Event { get; init; }

    public string Name { get; init; } = "";

    /// <summary>sample, wrote, full: the number of the sample, or of the last one.</summary>
    public uint Number { get; init; }

    /// <summary>sample: bytes of the payload.</summary>
    public int Size { get; init; }

    /// <summary>sample: whether the content was right.</summary>
    public bool Good { get; init; } = true;

    /// <summary>sample, stats: how many so far.</summary>
    public long Count { get; init; }

    public long Malformed { get; init; }

    /// <summary>stats: managed bytes allocated so far.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>mismatch: the policy and both values; failed: the error.</summary>
    public string Detail { get; init; } = "";

    /// <summary>mismatch: what the writer offers.</summary>
    public string Offered { get; init; } = "";

    /// <summary>mismatch: what the reader requests.</summary>
    public string Requested { get; init; } = "";

    /// <summary>wrote: milliseconds of the longest single write.</summary>
    public double LongestMs { get; init; }
}

/// <summary>How both are written as lines of JSON.</summary>
public static class PeerJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T line) => JsonSerializer.Serialize(line, s_options);

    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, s_options) ?? throw new JsonException($"null is no {typeof(T).Name}");
}
