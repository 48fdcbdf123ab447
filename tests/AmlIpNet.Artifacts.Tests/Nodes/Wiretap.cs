using System.Text;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Reads all messages and values of a domain's data space by plain DDS readers.</summary>
internal sealed class Wiretap : IParticipantListener, IReaderListener, IAsyncDisposable
{
    private const string Parts = "amlipnet/v1/data_parts_", Control = "amlipnet/v1/data_";

    private readonly IDomainParticipant _participant;
    private readonly HashSet<string> _topics = [];
    private readonly List<IDataReader> _readers = [];
    private readonly StringBuilder _heard = new();

    public Wiretap(Lab lab) => _participant = lab.Engine.CreateParticipant("tap", lab.Network, this);

    /// <summary>Waits until a text was heard.</summary>
    public Task HearsAsync(string text) => Wait.Until(() => Contains(text), $"'{text}' in the traffic");

    public bool Contains(string text)
    {
        lock (_heard) return _heard.ToString().Contains(text, StringComparison.Ordinal);
    }

    public void OnEndpointDiscovered(EndpointInfo endpoint)
    {
        string topic = endpoint.TopicName;
        if (!topic.StartsWith(Control, StringComparison.Ordinal) || !_topics.Add(topic)) return;
        bool isParts = topic.StartsWith(Parts, StringComparison.Ordinal);
        _readers.Add(_participant.CreateReader(new Topic(topic, isParts ? DataTypes.Part : DataTypes.Control), QosLibrary.Default.GetReaderQos(isParts ? "amlipnet::data_parts" : "amlipnet::data_control"), this));
    }

    public void OnSamples(ReadOnlySpan<Sample> samples)
    {
        foreach (var sample in samples)
        {
            lock (_heard) _heard.Append(Encoding.Latin1.GetString(sample.Header.Span)).Append(Encoding.Latin1.GetString(sample.Payload)).Append('\n');
        }
    }

    public ValueTask DisposeAsync() => _participant.DisposeAsync();
}
