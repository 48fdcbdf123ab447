using System.Collections.Concurrent;
using AmlIpNet.Dds;
using Omg.Dds.Core;
using Rti.Dds.Core;
using Rti.Dds.Core.Status;
using Rti.Dds.Subscription;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>A reader on the in-process engine, with a cache of its own: KEEP_LAST drops the oldest, KEEP_ALL holds the delivery up when it is full.</summary>
internal sealed class FakeReader : DataReader<DynamicData>, IReaderListener
{
    private readonly FakeNetwork _network;
    private readonly FakeParticipant _participant;
    private readonly FakeType _type;
    private readonly EndpointQos _qos;
    private readonly IDataReader _inner;
    private readonly ConcurrentDictionary<InstanceHandle, bool> _matched = new();
    private readonly object _gate = new();
    private readonly List<LoanedSample<DynamicData>> _cache = [];
    private bool _disposed;

    public FakeReader(FakeNetwork network, FakeParticipant participant, FakeTopic topic, FakeReaderQos qos, EquatableArray<string> partitions, Action<DataReader<DynamicData>> preEnable)
    {
        _network = network;
        _participant = participant;
        _type = topic.Type;
        _qos = qos.Qos;
        var guid = new EntityGuid(participant.Guid.High, participant.Guid.Low & 0xffffffff00000000 | qos.ObjectId << 8 | 0x04);
        InstanceHandle = new InstanceHandle(guid.High, guid.Low);
        preEnable(this);
        // Below a cache with a limit there must be no second one that acknowledges as much again.
        var below = qos.Qos with { Partitions = partitions, MaxSamples = qos.Qos.History.Kind == HistoryKind.KeepAll && qos.Qos.MaxSamples != EndpointQos.Unlimited ? 1 : qos.Qos.MaxSamples };
        _inner = network.Create(guid, () => participant.Inner.CreateReader(topic.Topic, below, this), inner => inner.Guid);
    }

    public override event Action<AnyDataReader>? DataAvailable;

    public override event Action<AnyDataReader, SubscriptionMatchedStatus>? SubscriptionMatched;

    public override event Action<AnyDataReader, LivelinessChangedStatus>? LivelinessChanged;

    public override event Action<AnyDataReader, RequestedIncompatibleQosStatus>? RequestedIncompatibleQos;

    public override InstanceHandle InstanceHandle { get; }

    public override IEnumerable<InstanceHandle> MatchedPublications => _matched.Keys;

    public override LoanedSamples<DynamicData> Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var taken = new FakeSamples<DynamicData>([.. _cache]);
            _cache.Clear();
            Monitor.PulseAll(_gate);
            return taken;
        }
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }

        _inner.Dispose();
    }

    void ISampleSink.OnSamples(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            var writer = _participant.Inner.FindWriter(sample.Writer);
            var handle = writer is null ? default : _network.ToHandle(writer.Guid);
            var time = new Time((int)(sample.SourceTimestamp / 1_000_000_000), (uint)(sample.SourceTimestamp % 1_000_000_000));
            Add(new(FakeData.Read(_type, sample), new SampleInfo(true, default, handle, time)));
        }
    }

    void IReaderListener.OnMatched(EndpointInfo writer)
    {
        _matched.TryAdd(_network.ToHandle(writer.Guid), true);
        SubscriptionMatched?.Invoke(this, new(new(_matched.Count, 1), _network.ToHandle(writer.Guid)));
        LivelinessChanged?.Invoke(this, new(new(_matched.Count, 1), default, _network.ToHandle(writer.Guid)));
    }

    void IReaderListener.OnUnmatched(EndpointInfo writer)
    {
        _matched.TryRemove(_network.ToHandle(writer.Guid), out _);
        SubscriptionMatched?.Invoke(this, new(new(_matched.Count, -1), _network.ToHandle(writer.Guid)));
        LivelinessChanged?.Invoke(this, new(new(_matched.Count, -1), default, _network.ToHandle(writer.Guid)));
    }

    void IReaderListener.OnLivelinessChanged(EndpointInfo writer, bool alive) =>
        LivelinessChanged?.Invoke(this, new(new(0, alive ? 1 : -1), new(0, alive ? -1 : 1), _network.ToHandle(writer.Guid)));

    void IReaderListener.OnMismatch(EndpointMismatch mismatch) => RequestedIncompatibleQos?.Invoke(this, new(new(mismatch.Policy)));

    private void Add(LoanedSample<DynamicData> sample)
    {
        lock (_gate)
        {
            bool keepsAll = _qos.History.Kind == HistoryKind.KeepAll;
            int limit = keepsAll ? _qos.MaxSamples : _qos.History.Depth;
            if (!keepsAll && _cache.Count >= limit) _cache.RemoveAt(0);
            while (keepsAll && limit != EndpointQos.Unlimited && _cache.Count >= limit && !_disposed) Monitor.Wait(_gate);
            if (_disposed) return;
            _cache.Add(sample);
        }

        DataAvailable?.Invoke(this);
    }
}

internal sealed class FakeSamples<T>(IReadOnlyList<LoanedSample<T>> samples) : LoanedSamples<T>
{
    public override IEnumerator<LoanedSample<T>> GetEnumerator() => samples.GetEnumerator();

    public override void Dispose()
    {
    }
}

/// <summary>A builtin reader: what was discovered, and without data what was lost.</summary>
internal sealed class FakeBuiltinReader<T> : DataReader<T>
    where T : class
{
    private readonly ConcurrentQueue<LoanedSample<T>> _news = new();

    public override event Action<AnyDataReader>? DataAvailable;

    public override event Action<AnyDataReader, SubscriptionMatchedStatus> SubscriptionMatched { add => throw new NotSupportedException(); remove { } }

    public override event Action<AnyDataReader, LivelinessChangedStatus> LivelinessChanged { add => throw new NotSupportedException(); remove { } }

    public override event Action<AnyDataReader, RequestedIncompatibleQosStatus> RequestedIncompatibleQos { add => throw new NotSupportedException(); remove { } }

    public override InstanceHandle InstanceHandle => default;

    public override IEnumerable<InstanceHandle> MatchedPublications => [];

    public void Add(InstanceHandle handle, T? data)
    {
        _news.Enqueue(new(data!, new SampleInfo(data is not null, handle, default, default)));
        DataAvailable?.Invoke(this);
    }

    public override LoanedSamples<T> Take()
    {
        var taken = new List<LoanedSample<T>>();
        while (_news.TryDequeue(out var sample)) taken.Add(sample);
        return new FakeSamples<T>(taken);
    }

    public override void Dispose()
    {
    }
}
