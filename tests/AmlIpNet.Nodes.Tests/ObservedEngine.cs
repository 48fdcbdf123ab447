using System.Collections.Concurrent;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes.Tests;

/// <summary>An engine that counts what is written, and can take a participant away without a word, as a crash does.</summary>
internal sealed class ObservedEngine(IDdsEngine inner) : IDdsEngine
{
    private readonly ConcurrentDictionary<string, long> _writes = new();
    private readonly ConcurrentBag<IDomainParticipant> _participants = [];

    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    /// <summary>Samples written so far on topics whose names start so.</summary>
    public long Writes(string prefix) => _writes.Where(topic => topic.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(topic => topic.Value);

    /// <summary>What was written, by kind of topic, for the message of a test that fails.</summary>
    public string Story() => string.Join(", ", _writes.GroupBy(topic => topic.Key.Split('_')[^1].Contains('.') ? topic.Key[..topic.Key.LastIndexOf('_')] : topic.Key)
        .OrderBy(kind => kind.Key).Select(kind => $"{kind.Key} {kind.Sum(topic => topic.Value)}"));

    public async Task CrashAsync(Predicate<string> name)
    {
        foreach (var participant in _participants.Where(participant => name(participant.Name))) await participant.DisposeAsync();
    }

    public IDomainParticipant CreateParticipant(string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers = null)
    {
        var participant = inner.CreateParticipant(name, options, listener, loggers);
        _participants.Add(participant);
        return new Participant(participant, topic => _writes.AddOrUpdate(topic, 1, (_, count) => count + 1));
    }

    private sealed class Participant(IDomainParticipant inner, Action<string> count) : IDomainParticipant
    {
        public string Name => inner.Name;

        public EntityGuid Guid => inner.Guid;

        public NetworkOptions Options => inner.Options;

        public EventLoop Loop => inner.Loop;

        public IDataWriter CreateWriter(Topic topic, EndpointQos qos, IWriterListener listener) => new Writer(inner.CreateWriter(topic, qos, listener), count);

        public IDataReader CreateReader(Topic topic, EndpointQos qos, IReaderListener listener) => inner.CreateReader(topic, qos, listener);

        public EndpointInfo? FindWriter(ulong handle) => inner.FindWriter(handle);

        public IReadOnlyList<ParticipantInfo> GetParticipants() => inner.GetParticipants();

        public IReadOnlyList<EndpointInfo> GetEndpoints() => inner.GetEndpoints();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(IDataWriter inner, Action<string> count) : IDataWriter
    {
        public Topic Topic => inner.Topic;

        public EntityGuid Guid => inner.Guid;

        public int MatchedReaders => inner.MatchedReaders;

        public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
        {
            var result = inner.TryWrite(header, payload);
            if (result == WriteResult.Accepted) count(inner.Topic.Name);
            return result;
        }

        public ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
            inner.WaitForAcknowledgmentsAsync(timeout, cancellationToken);

        public void Dispose() => inner.Dispose();
    }
}
