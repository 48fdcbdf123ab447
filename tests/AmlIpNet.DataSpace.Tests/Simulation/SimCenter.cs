using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

internal sealed class SimCenter : SimNode
{
    private readonly Checks _checks;
    private readonly List<DataAction> _actions = [];
    private readonly TimeSpan _start;
    private readonly SortedSet<NodeId> _centers = [];

    public SimCenter(SimNet net, Sabotage bug, Checks checks, NodeId id) : base(net, bug, id, DataRole.Center)
    {
        _checks = checks;
        _start = net.Now;
        _centers.Add(id);
        Machine = new DataCenter(id, new DataCenterMachineOptions { MaxDeaths = bug.MaxDeaths });
        WakeUpAt(net.Now);
    }

    public DataCenter Machine { get; }

    public TimeSpan Time => Net.Now - _start;

    public void Take(SimNode from, DataKind kind, ulong request, IReadOnlyList<DataEntry> entries)
    {
        switch (kind)
        {
            case DataKind.Register:
                // In two pages.
                Do(m => m.OnRegister(from.Id, request, true, false, ((SimWorker)from).Slots, [.. entries.Take(entries.Count / 2)], Time, _actions));
                Do(m => m.OnRegister(from.Id, request, false, true, ((SimWorker)from).Slots, [.. entries.Skip(entries.Count / 2)], Time, _actions));
                break;
            case DataKind.Report: Do(m => m.OnReport(from.Id, request, entries, Time, _actions)); break;
            case DataKind.Compute: foreach (var entry in entries) Do(m => m.OnCompute(from.Address, request, entry, Time, _actions)); break;
            case DataKind.Delete:
                if (Bug.ForgetsLastCopies && entries is [{ Code: DataCode.Ok, Nodes: [var last] } copy] && Machine.WhoHas(copy.Key).Count == 1)
                    Net.Send(this, last, false, node => Space.Control(node, this, DataKind.Delete, 0, [copy with { State = KeyState.Fetch, Nodes = [] }], true));
                Do(m => m.OnDelete(entries, Time, _actions));
                Net.Send(this, from.Id, false, node => Space.Control(node, this, DataKind.Answer, request, [], true));
                break;
            case DataKind.Ask:
                OnTime();
                bool isSettled = Bug.IsSettled(Machine.IsSettled);
                DataEntry[] answer = [.. entries.Select(entry => Bug.OnAnswer(from.Role == DataRole.Worker ? Machine.DescribeWithRecipe(entry.Key) : Machine.Describe(entry.Key)))];
                Net.Send(this, from.Id, false, node => Space.Control(node, this, DataKind.Answer, 0, answer, isSettled));
                break;
        }
    }

    protected override void OnFound(SimNode node)
    {
        if (node.Role == DataRole.Worker) Do(m => m.OnWorkerFound(node.Id, Time, _actions));
        if (node.Role != DataRole.Center) return;
        _centers.Add(node.Id);
        Do(m => m.SetPrimary(_centers.Min == Id, Time, _actions));
    }

    protected override void OnLost(SimNode node)
    {
        if (node.Role == DataRole.Worker && Bug.OnCenterLoses(node.Id)) Do(m => m.OnWorkerLost(node.Id, Time, _actions));
        if (node.Role == DataRole.Client) Do(m => m.OnClientLost(node.Id, Time));
        if (node.Role != DataRole.Center) return;
        _centers.Remove(node.Id);
        Do(m => m.SetPrimary(_centers.Min == Id, Time, _actions));
    }

    protected override void OnTime() => Do(m => m.OnTime(Time, _actions));

    private void Do(Action<DataCenter> handle)
    {
        handle(Machine);
        foreach (var original in _actions)
        {
            var action = original;
            if (!Bug.OnCenterAction(ref action)) continue;
            switch (action.Kind)
            {
                case DataActionKind.Hello: Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Hello, 0, [], true)); break;
                case DataActionKind.Ack: Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Ack, action.Request, [], true)); break;
                case DataActionKind.Assign: Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Compute, 0, [action.Entry!], true)); break;
                case DataActionKind.Delete:
                    if (action.Entry!.State == KeyState.Fetch) _checks.OnMoved(action.Key);
                    Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Delete, 0, [action.Entry!], true));
                    break;
                case DataActionKind.Reply: Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Answer, action.Request, [.. action.Entries!], true)); break;
            }
        }

        _actions.Clear();
        _checks.OnCenter(this);
        if (Machine.NextDue is { } due) WakeUpAt(due + _start);
    }
}
