using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Bench.Loss;

/// <summary>A profile and a share of loss: what both processes of a measurement are given.</summary>
/// <param name="Profile">The participants' QoS profile.</param>
/// <param name="Permille">Of a thousand datagrams that a participant sends so many get lost, by Cyclone's own means.</param>
/// <param name="QosFile">A QoS file, or null.</param>
internal sealed record LossLink(string Profile, int Permille, string? QosFile)
{
    public const int Domain = 97;
    public const string WorkerName = "lossy";

    private static readonly TypeDescription s_type = new(
        "bench::block", [new("number", MemberKind.UInt32), new("size", MemberKind.PayloadLength), new("data", MemberKind.Payload)]);

    public static Topic Ping { get; } = new("loss/ping", s_type);

    public static Topic Pong { get; } = new("loss/pong", s_type);

    public static Topic Bulk { get; } = new("loss/bulk", s_type);

    public static Topic Witness { get; } = new("loss/witness", s_type);

    /// <summary>As jobs have it.</summary>
    public static EndpointQos Reliable { get; } = new() { History = History.KeepAll };

    /// <summary>The same where the other side may not have matched yet.</summary>
    public static EndpointQos Durable { get; } = Reliable with { Durability = Durability.TransientLocal };

    /// <summary>It misses what is lost.</summary>
    public static EndpointQos BestEffort { get; } = new() { Reliability = Reliability.BestEffort, History = History.KeepAll };

    /// <summary>On this machine, with the datagrams of a network.</summary>
    public NetworkOptions Network => NetworkOptions.Loopback with
    {
        Domain = Domain,
        Lease = TimeSpan.FromSeconds(10),
        MaxDatagramBytes = new NetworkOptions().MaxDatagramBytes,
        FragmentBytes = new NetworkOptions().FragmentBytes,
        QosFile = QosFile,
        QosProfile = Profile,
    };

    /// <summary>What becomes of the largest datagrams when packets of 1,500 bytes get lost, each by itself: all that does not fit into one needs all of its packets.</summary>
    public int PermilleOfLargest
    {
        get
        {
            const int Packet = 1_480;
            int packets = (ParticipantQos.Load(Network).Limit(Network).Datagram + Packet - 1) / Packet;
            return (int)Math.Round(1000 * (1 - Math.Pow(1 - Permille / 1000.0, packets)));
        }
    }

    public IDdsEngine CreateEngine() => CreateEngine(Permille);

    public static IDdsEngine CreateEngine(int permille) => new CycloneEngine
    {
        Configuration = $"<CycloneDDS><Domain id=\"any\"><Internal><Test><XmitLossiness>{permille}</XmitLossiness></Test></Internal></Domain></CycloneDDS>",
    };

    public static bool TryWrite(IDataWriter writer, int number, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[12];
        var cdr = new CdrWriter(header);
        cdr.WriteUInt32((uint)number);
        cdr.WriteUInt32((uint)payload.Length);
        return writer.TryWrite(cdr.Written, payload) == WriteResult.Accepted;
    }

    public static int Number(in Sample sample) => (int)new CdrReader(sample.Header.Span).ReadUInt32();
}
