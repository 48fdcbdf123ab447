using System.Collections.Immutable;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>A client of a data space on a participant: requests to the Center and to workers, values in both directions. All but the constructor lives on
/// the participant's loop.</summary>
internal sealed partial class DataClientSession : IDisposable
{
    private readonly NodeHost _host;
    private readonly FetchOptions _fetch;
    private readonly DataLinks _links;
    private readonly Inbox _inbox;
    private readonly Centers _centers;
    private readonly MachineClock _clock;
    private readonly FetchDesk _desk;
    private readonly Dictionary<NodeId, FetchDesk> _direct = []; // for those who ask one worker
    private readonly Dictionary<ulong, Request> _requests = [];
    private readonly Dictionary<(string Key, UInt128 Digest), Offered> _offered = [];
    private ulong _lastRequest;
    private ulong _version;

    public DataClientSession(NodeHost host, DataSpaceClientOptions options)
    {
        _host = host;
        var self = DataAddress.Client(host.Id);
        _fetch = new FetchOptions { PartBytes = options.PartBytes, MaxFlights = options.MaxTransfers, MaxFlightBytes = options.TransferBytes, WorkerPatience = options.PeerTimeout };
        _links = new DataLinks(host, self);
        _centers = new Centers(host, AskAgain);
        _desk = new FetchDesk(host, _fetch, _links, _centers);
        _clock = new MachineClock(host.Loop, OnTime);
        _inbox = new Inbox(host, self, OnControl, OnPart);
        host.Loop.Post(Meet);
    }

    public long ReceivedBytes => _inbox.PartBytes;

    public long SentBytes => _links.SentBytes;

    public long MalformedSamples => _inbox.Malformed;

    public bool HasCenter => _centers.Primary is not null;

    public IEnumerable<NodeId> Workers => _host.Directory.DataNodes(DataRole.Worker);

    public ulong NextVersion() => _version = Math.Max(_version + 1, (ulong)_host.Loop.Time.GetUtcNow().UtcTicks);

    public Task WaitForAcknowledgmentsAsync(TimeSpan timeout) => _host.WaitForAcknowledgmentsAsync(() => [.. _links.All], timeout);

    /// <summary>Wants a value, from whoever has it or from one worker.</summary>
    public Task<FetchDesk.Fetched> Want(string key, NodeId? worker)
    {
        var desk = worker is { } one ? Direct(one) : _desk;
        var task = desk.Want(key, _clock.Now);
        WakeUp();
        return task;
    }

    public void Leave(string key, NodeId? worker)
    {
        if (worker is not { } one) _desk.Leave(key, _clock.Now);
        else if (_direct.TryGetValue(one, out var desk))
        {
            desk.Leave(key, _clock.Now);
            if (desk.IsIdle) _direct.Remove(one);
        }
    }

    public void Dispose()
    {
        _host.Directory.DataNodeFound -= OnFound;
        _host.Directory.NodeLost -= OnLost;
        _clock.Dispose();
        _inbox.Dispose();
        _links.Dispose();
        var closed = new NodeClosedException($"The data space client {_host.Id} was disposed before the call could end.");
        foreach (var request in _requests.Values) request.TrySetException(closed);
        _requests.Clear();
        foreach (var desk in _direct.Values.Append(_desk)) desk.Close(closed);
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
        if (role == DataRole.Center) _centers.Add(node);
    }

    private void OnLost(NodeId node)
    {
        _links.Remove(node);
        _centers.Remove(node);
        _desk.OnNodeLost(node, _clock.Now);
        if (_direct.Remove(node, out var desk)) desk.OnNodeLost(node, _clock.Now);
        foreach (var request in _requests.Values.Where(request => request.To == node).ToArray())
        {
            _requests.Remove(request.Number);
            request.TrySetException(new NoPeerException($"The worker {node} went away before it answered."));
        }

        WakeUp();
    }

    private void OnTime()
    {
        _desk.OnTime(_clock.Now);
        foreach (var desk in _direct.Values.ToArray()) desk.OnTime(_clock.Now);
        WakeUp();
    }

    private void WakeUp()
    {
        _clock.WakeUpAt(_desk.NextDue);
        foreach (var desk in _direct.Values) _clock.WakeUpAt(desk.NextDue);
    }

    private FetchDesk Direct(NodeId worker)
    {
        if (!_direct.TryGetValue(worker, out var desk)) _direct.Add(worker, desk = new FetchDesk(_host, _fetch, _links, _centers, DataAddress.Worker(worker)));
        return desk;
    }

    private void OnControl(in DataControlMessage message, ImmutableArray<DataEntry> entries)
    {
        if (message.Kind == DataKind.Get)
        {
            foreach (var entry in entries) Serve(message.Sender, entry);
            return;
        }

        if (message.Kind != DataKind.Answer) return;
        if ((message.Request & FetchDesk.Ask) != 0)
        {
            foreach (var entry in entries) _desk.OnAnswer(entry, (message.Number & 2) == 0, _clock.Now);
            WakeUp();
            return;
        }

        if (!_requests.TryGetValue(message.Request, out var request)) return;
        request.Entries.AddRange(entries);
        if ((message.Number & 1) != 0) return; // more to come
        _requests.Remove(message.Request);
        request.TrySetResult(new Answer(request.Entries, (message.Number & 2) == 0));
    }

    private void OnPart(in DataPartMessage part, byte[] bytes)
    {
        // Two calls may want one key, one from this worker and one from whoever has it.
        if (part.Sender.Role == DataRole.Worker && _direct.TryGetValue(part.Sender.Node, out var direct))
        {
            direct.OnPart(part, bytes, _clock.Now);
            if (direct.IsIdle) _direct.Remove(part.Sender.Node);
        }

        _desk.OnPart(part, bytes, _clock.Now);
        WakeUp();
    }
}
