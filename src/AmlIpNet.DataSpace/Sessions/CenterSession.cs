using System.Collections.Immutable;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>Runs a <see cref="DataCenter"/> on a participant. All but the constructor lives on the participant's loop.</summary>
internal sealed class CenterSession : IDisposable
{
    private readonly NodeHost _host;
    private readonly DataCenter _machine;
    private readonly DataLinks _links;
    private readonly Inbox _inbox;
    private readonly Centers _centers;
    private readonly MachineClock _clock;
    private readonly ICenterStore? _store;
    private readonly List<DataAction> _actions = [];

    public CenterSession(NodeHost host, CenterNodeOptions options)
    {
        (_host, _store) = (host, options.Store);
        _machine = new DataCenter(host.Id, new DataCenterMachineOptions { MaxDeaths = options.MaxDeaths, Grace = options.Grace, MaxLostKeys = options.MaxLostKeys });
        foreach (var entry in _store?.Load() ?? []) _machine.Restore(entry);
        _links = new DataLinks(host, DataAddress.Center(host.Id));
        _clock = new MachineClock(host.Loop, OnTime);
        _centers = new Centers(host, () => Do(machine => machine.SetPrimary(_centers!.Primary == host.Id, _clock.Now, _actions)));
        _inbox = new Inbox(host, DataAddress.Center(host.Id), OnControl);
        host.Loop.Post(Meet);
    }

    public int Keys => _machine.Keys;

    public long ReceivedBytes => _inbox.ControlBytes + _inbox.PartBytes;

    public long MalformedSamples => _inbox.Malformed;

    public void Dispose()
    {
        _host.Directory.DataNodeFound -= OnFound;
        _host.Directory.NodeLost -= OnLost;
        _clock.Dispose();
        _inbox.Dispose();
        _links.Dispose();
    }

    // The directory lives on the loop: nobody is missed, and nobody met twice.
    private void Meet()
    {
        _centers.Add(_host.Id);
        _host.Directory.DataNodeFound += OnFound;
        _host.Directory.NodeLost += OnLost;
        foreach (var role in new[] { DataRole.Worker, DataRole.Center })
            foreach (var node in _host.Directory.DataNodes(role).ToArray()) OnFound(node, role);
        OnTime();
    }

    private void OnFound(NodeId node, DataRole role)
    {
        if (role == DataRole.Center) _centers.Add(node);
        if (role != DataRole.Worker) return;
        DataLog.WorkerFound(_host.Logger, _host.Id, node);
        Do(machine => machine.OnWorkerFound(node, _clock.Now, _actions));
    }

    private void OnLost(NodeId node)
    {
        _links.Remove(node);
        if (_machine.Workers.Contains(node)) DataLog.WorkerLost(_host.Logger, node, _machine.HasWhat(node).Count);
        Do(machine =>
        {
            machine.OnWorkerLost(node, _clock.Now, _actions);
            machine.OnClientLost(node, _clock.Now);
        });
        _centers.Remove(node);
    }

    private void OnTime() => Do(machine => machine.OnTime(_clock.Now, _actions));

    private void OnControl(in DataControlMessage message, ImmutableArray<DataEntry> entries)
    {
        var (from, request, code) = (message.Sender, message.Request, message.Code);
        int slots = (int)Math.Min(message.Number >> 1, 10_000);
        switch (message.Kind)
        {
            case DataKind.Register: Do(machine => machine.OnRegister(from.Node, request, (code & 1) != 0, (code & 2) != 0, slots, entries, _clock.Now, _actions)); break;
            case DataKind.Report: Do(machine => machine.OnReport(from.Node, request, entries, _clock.Now, _actions)); break;
            case DataKind.Compute:
                foreach (var entry in entries) Do(machine => machine.OnCompute(from, request, entry, _clock.Now, _actions));
                break;
            case DataKind.Delete:
                Do(machine => machine.OnDelete(entries, _clock.Now, _actions));
                _links.Send(from, DataKind.Answer, [], request);
                break;
            case DataKind.Ask:
                OnTime(); // a Center is settled by time too
                var answer = code switch { 1 => _machine.DescribeAll(), 2 => _machine.DescribeWorkers(), _ => entries.Select(entry => from.Role == DataRole.Worker ? _machine.DescribeWithRecipe(entry.Key) : _machine.Describe(entry.Key)) };
                _links.Send(from, DataKind.Answer, answer, request, code, _machine.IsSettled ? 0u : 2u);
                break;
        }
    }

    private void Do(Action<DataCenter> handle)
    {
        handle(_machine);
        foreach (var action in _actions) TryDo(action);
        _actions.Clear();
        _clock.WakeUpAt(_machine.NextDue);
    }

    // The store is the user's: what it throws must not keep the other actions from being done, once.
    private void TryDo(in DataAction action)
    {
        try
        {
            Do(action);
        }
        catch (Exception error)
        {
            DataLog.Failed(_host.Logger, $"{action.Kind} {action.Key}", error);
        }
    }

    private void Do(in DataAction action)
    {
        switch (action.Kind)
        {
            case DataActionKind.Hello: _links.Send(action.To, DataKind.Hello, []); break;
            case DataActionKind.Ack: _links.Send(action.To, DataKind.Ack, [], action.Request); break;
            case DataActionKind.Assign: _links.Add(action.To, DataKind.Compute, action.Entry!); break;
            case DataActionKind.Delete: _links.Add(action.To, DataKind.Delete, action.Entry!); break;
            case DataActionKind.Reply: _links.Send(action.To, DataKind.Answer, action.Entries!, action.Request); break;
            case DataActionKind.Store when action.Entry is { } entry: _store?.Save(entry); break;
            case DataActionKind.Store: _store?.Forget(action.Key); break;
        }
    }
}
