using System.Buffers;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Bench;

/// <summary>An engine whose writers count their samples.</summary>
internal sealed class CountingEngine(IDdsEngine inner) : IDdsEngine
{
    private long _written;
    private long _delivered;
    private long _states;

    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    /// <summary>Samples written.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>The same, each as often as it has readers.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Samples of the nodes' states, which belong to no job; they are counted here only.</summary>
    public long States => Interlocked.Read(ref _states);

    public void Reset()
    {
        Interlocked.Exchange(ref _states, 0);
        Interlocked.Exchange(ref _written, 0);
        Interlocked.Exchange(ref _delivered, 0);
    }

    public IDomainParticipant CreateParticipant(string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers = null) =>
        new Participant(this, inner.CreateParticipant(name, options, listener, loggers));

    private sealed class Participant(CountingEngine engine, IDomainParticipant inner) : IDomainParticipant
    {
        public string Name => inner.Name;

        public EntityGuid Guid => inner.Guid;

        public NetworkOptions Options => inner.Options;

        public EventLoop Loop => inner.Loop;

        public IDataWriter CreateWriter(Topic topic, EndpointQos qos, IWriterListener listener) => new Writer(engine, inner.CreateWriter(topic, qos, listener));

        public IDataReader CreateReader(Topic topic, EndpointQos qos, IReaderListener listener) => inner.CreateReader(topic, qos, listener);

        public EndpointInfo? FindWriter(ulong handle) => inner.FindWriter(handle);

        public IReadOnlyList<ParticipantInfo> GetParticipants() => inner.GetParticipants();

        public IReadOnlyList<EndpointInfo> GetEndpoints() => inner.GetEndpoints();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(CountingEngine engine, IDataWriter inner) : IDataWriter
    {
        public Topic Topic => inner.Topic;

        public EntityGuid Guid => inner.Guid;

        public int MatchedReaders => inner.MatchedReaders;

        public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => Count(inner.TryWrite(header, payload));

        public WriteResult TryWrite(ReadOnlySpan<byte> header, in ReadOnlySequence<byte> payload) => Count(inner.TryWrite(header, payload));

        private WriteResult Count(WriteResult result)
        {
            if (result != WriteResult.Accepted) return result;
            Interlocked.Increment(ref inner.Topic == AmlIpTopics.Status ? ref engine._states : ref engine._written);
            if (inner.Topic != AmlIpTopics.Status) Interlocked.Add(ref engine._delivered, inner.MatchedReaders);
            return result;
        }

        public ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
            inner.WaitForAcknowledgmentsAsync(timeout, cancellationToken);

        public void Dispose() => inner.Dispose();
    }
}
