using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Runs a <see cref="Healer"/> on a participant: frees the AML-IP servers that wait for a client that died. It hears of requests and targets
/// from the server that it lives beside. Lives on the participant's loop.
/// </summary>
internal sealed class HealerSession : IDisposable
{
    private readonly NodeHost _host;
    private readonly ServiceName _service;
    private readonly Healer _machine;
    private readonly MachineClock _clock;
    private readonly List<HealerTarget> _targets = [];
    private WriterQueue? _writer;

    public HealerSession(NodeHost host, ServiceName service, TimeSpan grace)
    {
        _host = host;
        _service = service;
        _machine = new Healer(host.Id, new HealerOptions { Grace = grace });
        _clock = new MachineClock(host.Loop, () => Handle(HealerEvent.Time));
        host.Loop.Post(Meet);
    }

    /// <summary>Requests of dead clients that were closed.</summary>
    public long Healed => _machine.Healed;

    public void OnRequest(in MsRequest request) => Handle(HealerEvent.Request(request.Client, request.Task));

    public void OnTarget(in MsReference target) => Handle(HealerEvent.Target(target.Client, target.Task, target.Server));

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Directory.NodeFound -= OnNodeFound;
        _host.Directory.NodeLost -= OnNodeLost;
        _host.Directory.NativeServerFound -= OnHealerFound;
        _clock.Dispose();
        _writer?.Dispose();
    }

    // The directory lives on the loop: nobody is missed, and nobody met twice.
    private void Meet()
    {
        _host.Directory.NodeFound += OnNodeFound;
        _host.Directory.NodeLost += OnNodeLost;
        _host.Directory.NativeServerFound += OnHealerFound;
        foreach (var server in _host.Directory.NativeServers.ToArray()) OnHealerFound(server);
    }

    private void OnNodeFound(NodeId node) => Handle(HealerEvent.NodeFound(node));

    private void OnNodeLost(NodeId node) => Handle(HealerEvent.NodeLost(node));

    // Each Computing node heals, and each speaks the native plane unless told not to.
    private void OnHealerFound(NodeId node) => Handle(HealerEvent.HealerFound(node));

    private void Handle(in HealerEvent input)
    {
        _machine.Handle(input, _clock.Now, _targets);
        foreach (var target in _targets) Publish(target);
        _targets.Clear();
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
