using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary>Reads all traffic of a data space by plain DDS readers: every part of a value, with who it was for, and the control messages.</summary>
internal sealed class Spy : IParticipantListener, IAsyncDisposable
{
    private const string Parts = "amlipnet/v1/data_parts_", Control = "amlipnet/v1/data_";

    private readonly IDomainParticipant _participant;
    private readonly HashSet<string> _topics = [];
    private readonly List<IDataReader> _readers = [];

    public Spy(NetworkOptions network) => _participant = new CycloneEngine().CreateParticipant("spy", network, this);

    /// <summary>What was sent.</summary>
    public Recorder<Seen> All { get; } = new();

    /// <summary>Writers that the spy hears, by topic and participant.</summary>
    public Recorder<(string Topic, EntityGuid Participant)> Heard { get; } = new();

    public void OnEndpointDiscovered(EndpointInfo endpoint)
    {
        string topic = endpoint.TopicName;
        if (!topic.StartsWith(Control, StringComparison.Ordinal) || !_topics.Add(topic)) return;
        bool isParts = topic.StartsWith(Parts, StringComparison.Ordinal);
        var qos = QosLibrary.Default.GetReaderQos(isParts ? "amlipnet::data_parts" : "amlipnet::data_control");
        _readers.Add(_participant.CreateReader(new Topic(topic, isParts ? DataTypes.Part : DataTypes.Control), qos, new Sink(this, topic, isParts)));
    }

    public ValueTask DisposeAsync() => _participant.DisposeAsync();

    /// <param name="Reader">The name of the node that it was sent to.</param>
    /// <param name="Key">Of the value; empty for control messages.</param>
    /// <param name="Bytes">Of the value, or of the message.</param>
    internal sealed record Seen(string Reader, string Key, byte[] Bytes);

    private sealed class Sink(Spy spy, string topic, bool isParts) : IReaderListener
    {
        // amlipnet/v1/data_parts_worker_alice.01.02.03.04
        private readonly string _reader = topic[(topic.LastIndexOf('_') + 1)..].Split('.')[0];

        public void OnMatched(EndpointInfo writer) => spy.Heard.Add((topic, writer.Participant));

        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            foreach (var sample in samples)
            {
                if (!isParts) spy.All.Add(new Seen(_reader, "", [.. sample.Header.Span, .. sample.Payload]));
                else if (DataPartMessage.TryRead(sample.Header.Span, out var part)) spy.All.Add(new Seen(_reader, part.Key, sample.Payload));
            }
        }
    }
}
