using System.Buffers;
using System.Collections.Concurrent;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes.Tests;

/// <summary>An engine that counts what is written, and can take a participant away without a word, as a crash does.</summary>
internal sealed class ObservedEngine(IDdsEngine inner) : IDdsEngine
{
    private readonly ConcurrentDictionary<string, long> _writes = new();
    private readonly ConcurrentDictionary<string, long> _bytes = new();
    private readonly ConcurrentBag<IDomainParticipant> _participants = [];
    private readonly ConcurrentDictionary<(string Participant, string Topic), IReaderListener> _readers = new();

    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    /// <summary>Samples written so far on topics whose names start so.</summary>
    public long Writes(string prefix) => _writes.Where(topic => topic.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(topic => topic.Value);

    /// <summary>Bytes of payloads written so far on topics whose names start so.</summary>
    public long Bytes(string prefix) => _bytes.Where(topic => topic.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(topic => topic.Value);

    /// <summary>What was written, by kind of topic, for the message of a test that fails.</summary>
    public string Story() => string.Join(", ", _writes.GroupBy(topic => topic.Key.Split('_')[^1].Contains('.') ? topic.Key[..topic.Key.LastIndexOf('_')] : topic.Key)
        .OrderBy(kind => kind.Key).Select(kind => $"{kind.Key} {kind.Sum(topic => topic.Value)}"));

    public async Task CrashAsync(Predicate<string> name)
    {
        foreach (var participant in _participants.Where(participant => name(participant.Name))) await participant.DisposeAsync();
    }

    /// <summary>Waits until a node knows of a reader of a topic whose name starts so, or of none any more.</summary>
    public async Task WaitForReaderAsync(string observer, string topic, bool isThere = true)
    {
        var participant = _participants.Single(one => one.Name == observer);
        await Wait.Until(
            () => isThere == participant.GetEndpoints().Any(one => one.Kind == EndpointKind.Reader && one.TopicName.StartsWith(topic, StringComparison.Ordinal)),
            $"{(isThere ? "a" : "no")} reader of {topic}, as {observer} sees it");
        var done = new TaskCompletionSource();
        participant.Loop.Post(done.SetResult);
        await Wait.For(done.Task, "the loop to run an action");
    }

    /// <summary>Has a node hear that another one's signs of life are missing, or back, as its reader of availabilities would.</summary>
    public async Task SetLivelinessAsync(string observer, string observed, bool alive)
    {
        string topic = NativeTopics.Availability(ServiceName.Job).Name;
        var participant = _participants.Single(one => one.Name == observer);
        var suspect = participant.GetParticipants().Single(one => one.Name == observed);
        var writer = participant.GetEndpoints().Single(one => one.Participant == suspect.Guid && one.Kind == EndpointKind.Writer && one.TopicName == topic);
        var done = new TaskCompletionSource();
        participant.Loop.Post(() =>
        {
            _readers[(observer, topic)].OnLivelinessChanged(writer, alive);
            done.SetResult();
        });
        await Wait.For(done.Task, "the loop to run an action");
    }

    public IDomainParticipant CreateParticipant(string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers = null)
    {
        var participant = inner.CreateParticipant(name, options, listener, loggers);
        _participants.Add(participant);
        return new Participant(participant, this);
    }

    private sealed class Participant(IDomainParticipant inner, ObservedEngine engine) : IDomainParticipant
    {
        public string Name => inner.Name;

        public EntityGuid Guid => inner.Guid;

        public NetworkOptions Options => inner.Options;

        public EventLoop Loop => inner.Loop;

        public IDataWriter CreateWriter(Topic topic, EndpointQos qos, IWriterListener listener) => new Writer(inner.CreateWriter(topic, qos, listener), engine);

        public IDataReader CreateReader(Topic topic, EndpointQos qos, IReaderListener listener)
        {
            engine._readers[(inner.Name, topic.Name)] = listener;
            return inner.CreateReader(topic, qos, listener);
        }

        public EndpointInfo? FindWriter(ulong handle) => inner.FindWriter(handle);

        public IReadOnlyList<ParticipantInfo> GetParticipants() => inner.GetParticipants();

        public IReadOnlyList<EndpointInfo> GetEndpoints() => inner.GetEndpoints();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(IDataWriter inner, ObservedEngine engine) : IDataWriter
    {
        public Topic Topic => inner.Topic;

        public EntityGuid Guid => inner.Guid;

        public int MatchedReaders => inner.MatchedReaders;

        public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => Count(inner.TryWrite(header, payload), payload.Length);

        public WriteResult TryWrite(ReadOnlySpan<byte> header, in ReadOnlySequence<byte> payload) => Count(inner.TryWrite(header, payload), payload.Length);

        private WriteResult Count(WriteResult result, long bytes)
        {
            if (result != WriteResult.Accepted) return result;
            engine._bytes.AddOrUpdate(inner.Topic.Name, bytes, (_, count) => count + bytes);
            engine._writes.AddOrUpdate(inner.Topic.Name, 1, (_, count) => count + 1);
            return result;
        }

        public ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
            inner.WaitForAcknowledgmentsAsync(timeout, cancellationToken);

        public void Dispose() => inner.Dispose();
    }
}
