using System.Collections.Immutable;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>
/// Runs a <see cref="DataWorker"/> on a participant: messages, parts and lost nodes in, messages and parts out; functions run on the thread pool. All but the
/// constructor lives on the participant's loop.
/// </summary>
internal sealed partial class WorkerSession : IDisposable
{
    private readonly NodeHost _host;
    private readonly WorkerNodeOptions _options;
    private readonly DataWorker _machine;
    private readonly ValueStore _store;
    private readonly PartBuffers _buffers = new();
    private readonly DataLinks _links;
    private readonly Inbox _inbox;
    private readonly Centers _centers;
    private readonly MachineClock _clock;
    private readonly List<DataAction> _actions = [];
    private byte[] _part = []; // the bytes that came with the event that is being handled
    private bool _isDoing;
    private bool _isClosed;
    private ulong _version;
    private ulong _requests;

    public WorkerSession(NodeHost host, WorkerNodeOptions options)
    {
        (_host, _options) = (host, options);
        var self = DataAddress.Worker(host.Id);
        _machine = new DataWorker(host.Id, new DataWorkerMachineOptions
        {
            Slots = options.Slots,
            LocalFunctions = options.LocalFunctions,
            Fetch = new FetchOptions { PartBytes = options.PartBytes, MaxFlights = options.MaxTransfers, MaxFlightBytes = options.TransferBytes },
        });
        _store = new ValueStore(options.MemoryBytes, options.SpillBytes, options.SpillBytes > 0 ? new SpillFile(options.SpillFolder ?? Path.GetTempPath()) : null, action => host.Loop.Post(action), host.Logger) { Changed = TellRoom };
        _links = new DataLinks(host, self);
        _centers = new Centers(host, static () => { });
        _clock = new MachineClock(host.Loop, () => Do(machine => machine.OnTime(_clock!.Now, _actions)));
        _inbox = new Inbox(host, self, OnControl, OnPart);
        host.Loop.Post(Meet);
    }

    public int Keys => _store.Count;

    public long ResidentBytes => _store.ResidentBytes;

    public long SpilledBytes => _store.SpilledBytes;

    public long PeakResidentBytes => _store.PeakResidentBytes;

    public bool HasWriter(NodeId node) => _links.HasWriter(node);

    public long ReceivedBytes => _inbox.PartBytes;

    public long SentBytes => _links.SentBytes;

    public long MalformedSamples => _inbox.Malformed;

    public int Running => _machine.Running;

    public long Computed { get; private set; }

    /// <summary>Starts no function any more, and tells those that run to stop: the Centers hear that nothing dies of it.</summary>
    public void Leave() => Do(machine => machine.OnLeave(_clock.Now, _actions));

    /// <summary>Waits until what was sent has been heard.</summary>
    public Task WaitForAcknowledgmentsAsync(TimeSpan timeout) => _host.WaitForAcknowledgmentsAsync(() => [.. _links.All], timeout);

    public void Dispose()
    {
        _isClosed = true;
        _host.Directory.DataNodeFound -= OnFound;
        _host.Directory.NodeLost -= OnLost;
        foreach (var run in _runs.Values) _ = run.CancelAsync();
        _runs.Clear(); // that they stop because of it is not their failure
        _clock.Dispose();
        _inbox.Dispose();
        _links.Dispose();
        _store.Dispose();
        foreach (var put in _puts.Values) put.TrySetException(new NodeClosedException($"The worker {_host.Id} was disposed before the Centers knew of what was put."));
    }

    // The directory lives on the loop: nobody is missed, and nobody met twice.
    private void Meet()
    {
        _host.Directory.DataNodeFound += OnFound;
        _host.Directory.NodeLost += OnLost;
        foreach (var center in _host.Directory.DataNodes(DataRole.Center).ToArray()) OnFound(center, DataRole.Center);
    }

    private void OnFound(NodeId node, DataRole role)
    {
        if (role != DataRole.Center) return;
        _centers.Add(node);
        Do(machine => machine.OnCenter(node, _clock.Now, _actions));
    }

    private void OnLost(NodeId node)
    {
        _links.Remove(node);
        _centers.Remove(node);
        ForgetReads(node);
        Do(machine => machine.OnNodeLost(node, _clock.Now, _actions));
    }

    private void OnControl(in DataControlMessage message, ImmutableArray<DataEntry> entries)
    {
        var (from, request) = (message.Sender, message.Request);
        bool isSettled = (message.Number & 2) == 0;
        switch (message.Kind)
        {
            case DataKind.Hello: Do(machine => machine.OnCenter(from.Node, _clock.Now, _actions)); break;
            case DataKind.Ack: Do(machine => machine.OnAck(from.Node, request, _clock.Now, _actions)); break;
            case DataKind.Offer: Do(machine => machine.OnOffer(from, request, entries, _clock.Now, _actions, Refused(from, entries, isDelete: false))); break;
            case DataKind.Acquire: Do(machine => machine.OnAcquire(from, request, entries, _clock.Now, _actions, Refused(from, entries, isDelete: false))); break;
            case DataKind.Delete: Do(machine => machine.OnDelete(from, request, entries, _clock.Now, _actions, Refused(from, entries, isDelete: true))); break;
            case DataKind.List: _links.Send(from, DataKind.Answer, _machine.List().Select(entry => entry with { Recipe = null }), request); break;
            case DataKind.Get:
                foreach (var entry in entries) Serve(from, entry);
                break;
            case DataKind.Compute:
                foreach (var entry in entries) Compute(from, request, entry);
                break;
            case DataKind.Answer:
                Do(machine =>
                {
                    foreach (var entry in entries) machine.OnAnswer(Centers.WhoAreThere(_host, entry), isSettled, _clock.Now, _actions);
                });
                break;
        }
    }

    private void OnPart(in DataPartMessage message, byte[] bytes)
    {
        var part = message;
        _part = bytes;
        if (part.Code == DataCode.Ok) Do(machine => machine.OnPart(part.Sender, part.Key, part.Info, part.Offset, part.PartSize, _clock.Now, _actions));
        else Do(machine => machine.OnRefused(part.Sender, part.Key, part.Code, _clock.Now, _actions));
        _part = [];
    }

    private void TellRoom() => Do(machine => machine.SetRoom(_options.MemoryBytes + _options.TransferBytes - _store.ResidentBytes, _store.IsSpilling, _clock.Now, _actions));

    // What is done may bring further actions, which are done after those that are there.
    private void Do(Action<DataWorker> handle)
    {
        handle(_machine);
        if (_isDoing) return;
        _isDoing = true;
        for (int i = 0; i < _actions.Count; i++) TryDo(_actions[i]);
        _actions.Clear();
        _isDoing = false;
        _clock.WakeUpAt(_machine.NextDue);
    }

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
            case DataActionKind.AskHolders:
                if (_centers.Primary is { } center) _links.Add(DataAddress.Center(center), DataKind.Ask, new DataEntry(action.Key), ++_requests);
                break;
            case DataActionKind.AskPart: _links.Add(action.To, DataKind.Get, new DataEntry(action.Key) { Offset = (ulong)action.Offset, Length = (uint)action.Length, Info = action.Info }); break;
            case DataActionKind.Accept: _buffers.Accept(action, _part); break;
            case DataActionKind.Complete: Complete(action); break;
            case DataActionKind.Drop: _buffers.Drop(action.Key); break;
            case DataActionKind.Delete: _links.Add(action.To, DataKind.Delete, action.Entry!); break;
            case DataActionKind.Remove: _store.Remove(action.Key); break;
            case DataActionKind.Report: _links.Add(action.To, DataKind.Report, action.Entry!, action.Request); break;
            case DataActionKind.Register:
                _links.Send(action.To, DataKind.Register, _machine.Snapshot(), action.Request, number: (uint)_options.Slots << 1, codeOfPage: static (first, last) => (ushort)((first ? 1 : 0) | (last ? 2 : 0)));
                break;
            case DataActionKind.Reply when action.To.Node == _host.Id: EndPut(action.Request); break;
            case DataActionKind.Reply: _links.Send(action.To, DataKind.Answer, action.Entries!.Select(entry => entry with { Recipe = null }), action.Request); break;
            case DataActionKind.Run: Run(action.Entry!); break;
            case DataActionKind.Abort:
                if (_runs.Remove(action.Key, out var run)) _ = run.CancelAsync(); // its callbacks are the user's: never on the loop
                break;
        }
    }

    private void Complete(in DataAction action)
    {
        var (key, info) = (action.Key, action.Info);
        byte[] bytes = _buffers.Take(key);
        var code = DataCode.Ok;
        if (!Digests.Fits(bytes, info))
        {
            DataLog.Corrupt(_host.Logger, key, action.To.Node);
            code = DataCode.Corrupt;
        }
        else if (!_store.TryPut(key, bytes, info)) code = DataCode.NoRoom;

        _machine.OnComplete(key, info, code, _clock.Now, _actions);
    }
}
