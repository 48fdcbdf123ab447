using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Runs a <see cref="Healer"/> on a participant: frees the AML-IP servers that wait for a client that died. It hears of requests and targets
/// from the server that it lives beside, or listens itself. Lives on the participant's loop.
/// </summary>
internal sealed class HealerSession : IDisposable
{
    private readonly NodeHost _host;
    private readonly ServiceName _service;
    private readonly Healer _machine;
    private readonly MachineClock _clock;
    private static readonly NodeId s_last = NodeId.Create(new string('~', NodeId.MaxNameBytes), uint.MaxValue);
    private const int MaxReplyReaders = 64; // more clients do not die at a time; of the rest the requests that were heard are closed

    private readonly List<HealerTarget> _targets = [];
    private readonly Dictionary<NodeId, IDataReader> _replies = []; // of clients that are gone
    private readonly IDataReader[] _readers = [];
    private WriterQueue? _writer;

    /// <summary>Starts to heal.</summary>
    /// <param name="host">The node.</param>
    /// <param name="service">The service.</param>
    /// <param name="grace">How long a client must be gone.</param>
    /// <param name="listens">Whether it listens to requests and targets itself.</param>
    /// <param name="isLast">Whether it comes after all others: a node that they do not know to heal.</param>
    public HealerSession(NodeHost host, ServiceName service, TimeSpan grace, bool listens = false, bool isLast = false)
    {
        _host = host;
        _service = service;
        _machine = new Healer(isLast ? s_last : host.Id, new HealerOptions { Grace = grace });
        _clock = new MachineClock(host.Loop, () => Handle(HealerEvent.Time));
        if (listens)
        {
            // Targets first: what is closed already is not opened.
            _readers =
            [
                host.Participant.CreateReader(AmlIpTopics.TaskTarget(service), host.Qos.GetReaderQos("amlip::target"), new SampleSink(OnTarget, host.Logger)),
                host.Participant.CreateReader(AmlIpTopics.RequestAvailability(service), host.Qos.GetReaderQos("amlip::request"), new SampleSink(OnRequest, host.Logger)),
            ];
        }

        host.Loop.Post(Meet);
    }

    /// <summary>Requests of dead clients that were closed.</summary>
    public long Healed => _machine.Healed;

    /// <summary>Of one that listens: told of each target for a task of this node itself.</summary>
    public Action<MsReference>? OwnTarget { get; init; }

    /// <summary>What is to be heard before the node leaves: the next one would heal anew.</summary>
    public WriterQueue[] Writers => _writer is null ? [] : [_writer];

    public void OnRequest(in MsRequest request) => Handle(HealerEvent.Request(request.Client, request.Task));

    public void OnTarget(in MsReference target) => Handle(HealerEvent.Target(target.Client, target.Task, target.Server));

    private void OnRequest(in Sample sample)
    {
        if (!MsRequest.TryRead(sample.Header.Span, out var request)) NodeLog.Malformed(_host.Logger, "request_availability");
        else if (request.Client != _host.Id) OnRequest(request);
    }

    private void OnTarget(in Sample sample)
    {
        if (!MsReference.TryRead(sample.Header.Span, out var target)) NodeLog.Malformed(_host.Logger, "task_target");
        else if (target.Client == _host.Id) OwnTarget?.Invoke(target);
        else OnTarget(target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Directory.NodeFound -= OnNodeFound;
        _host.Directory.NodeLost -= OnNodeLost;
        _host.Directory.AuctionClientLost -= OnAuctionClientLost;
        _host.Directory.NativeServerFound -= OnHealerFound;
        _host.Directory.NativeClientFound -= OnHealerFound;
        _clock.Dispose();
        foreach (var reader in _readers.Concat(_replies.Values)) reader.Dispose();
        _replies.Clear();
        _writer?.Dispose();
    }

    // The directory lives on the loop: nobody is missed, and nobody met twice.
    private void Meet()
    {
        _host.Directory.NodeFound += OnNodeFound;
        _host.Directory.NodeLost += OnNodeLost;
        _host.Directory.AuctionClientLost += OnAuctionClientLost;
        _host.Directory.NativeServerFound += OnHealerFound;
        _host.Directory.NativeClientFound += OnHealerFound;
        foreach (var node in _host.Directory.NativeServers.Concat(_host.Directory.NativeClients).ToArray()) OnHealerFound(node);
    }

    private void OnNodeFound(NodeId node) => Handle(HealerEvent.NodeFound(node));

    private void OnNodeLost(NodeId node) => Handle(HealerEvent.NodeLost(node));

    // Each Computing node and each Main node heals, and speaks the native plane unless told not to.
    private void OnHealerFound(NodeId node) => Handle(HealerEvent.HealerFound(node));

    // Servers may have heard of requests that did not come here: their replies are still in their writers.
    private void OnAuctionClientLost(NodeId client)
    {
        if (_replies.Count >= MaxReplyReaders || _replies.ContainsKey(client) || !_machine.IsLost(client)) return;
        var sink = new SampleSink(OnReply, _host.Logger);
        _replies.Add(client, _host.Participant.CreateReader(AmlIpTopics.ReplyAvailable(_service, client), _host.Qos.GetReaderQos("amlip::reply"), sink));
    }

    private void OnReply(in Sample sample)
    {
        if (!MsReference.TryRead(sample.Header.Span, out var reply)) NodeLog.Malformed(_host.Logger, "reply_available");
        else Handle(HealerEvent.Reply(reply.Client, reply.Task, reply.Server));
    }

    // Later: it may be one of those readers that is being listened to.
    private void EndReading()
    {
        foreach (var client in _replies.Keys.Where(client => !_machine.IsLost(client)).ToArray())
        {
            _replies.Remove(client, out var reader);
            reader!.Dispose();
        }
    }

    private void Handle(in HealerEvent input)
    {
        _machine.Handle(input, _clock.Now, _targets);
        foreach (var target in _targets) Publish(target);
        _targets.Clear();
        if (_replies.Count > 0 && _replies.Keys.Any(client => !_machine.IsLost(client))) _host.Loop.Post(EndReading);
        _clock.WakeUpAt(_machine.NextDue);
    }

    private void Publish(in HealerTarget target)
    {
        // Made when it is first needed: few networks ever do.
        _writer ??= new WriterQueue(_host.Participant, AmlIpTopics.TaskTarget(_service), _host.Qos.GetWriterQos("amlip::target"), _host.Logger);
        var (client, task) = target.Key;
        Span<byte> header = stackalloc byte[MsReference.MaxSize];
        _writer.Send(header[..new MsReference(client, task, target.Server).Write(header)]);
        if (target.Server.IsUndefined) NodeLog.Healed(_host.Logger, client, task);
    }
}
