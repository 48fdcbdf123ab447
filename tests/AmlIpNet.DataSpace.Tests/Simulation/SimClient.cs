using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>A client: puts, gathers, has computed, copies and deletes; asks again what is not answered.</summary>
internal sealed class SimClient : SimNode
{
    private readonly Checks _checks;
    private readonly Fetcher _fetcher;
    private readonly List<DataAction> _actions = [];
    private readonly SortedDictionary<ulong, Request> _requests = [];
    private readonly Dictionary<(string, UInt128), ValueInfo> _offered = [];
    private readonly HashSet<string> _spoilt = [];
    private readonly Dictionary<string, TimeSpan> _gathers = [];
    private ulong _lastRequest;

    public SimClient(SimNet net, Sabotage bug, Checks checks, NodeId id, FetchOptions fetch, Habits habits) : base(net, bug, id, DataRole.Client)
    {
        _checks = checks;
        Skew = habits.NewSkew(net.Random);
        _fetcher = new Fetcher(fetch, Address);
    }

    public bool IsIdle => _requests.Count == 0 && _gathers.Count == 0;

    public string Pending => string.Join(", ", _requests.Values.Select(r => $"{r.Kind} {r.Entries[0].Key}").Concat(_gathers.Keys.Select(key => $"gather {key} ({_fetcher.StateOf(key)})")));

    public void Put(string key, UInt128 digest, long size)
    {
        if (Pick() is not { } worker) return;
        var info = new ValueInfo(size, digest, "", NextVersion());
        _offered[(key, digest)] = info;
        Ask(worker, DataKind.Offer, new DataEntry(key) { Info = info }, _checks.OnPut(key, info));
    }

    public void Compute(string key, Recipe recipe, bool isDirect)
    {
        NodeId? worker = isDirect ? Pick() : null;
        Ask(worker, DataKind.Compute, new DataEntry(key) { Recipe = recipe }, _checks.OnCompute(key, recipe, byCenter: worker is null));
    }

    public void Delete(string key)
    {
        var entry = new DataEntry(key) { Code = DataCode.Deleted, Info = new(0, 0, "", NextVersion()) };
        foreach (var other in Net.Alive.OfType<SimCenter>().Where(center => center.Id != Center && Sees(center.Id)).ToArray())
            Net.Send(this, other.Id, false, node => Space.Control(node, this, DataKind.Delete, 0, [entry], true));
        Ask(null, DataKind.Delete, entry, _checks.OnDelete(key));
    }

    public void Acquire(string key)
    {
        if (Pick() is { } worker) Ask(worker, DataKind.Acquire, new DataEntry(key));
    }

    /// <summary>Has the Center make a worker forget a value, as the end of a move.</summary>
    public void ForgetAt(SimWorker worker, string key)
    {
        if (!Sees(worker.Id) || worker.Machine.InfoOf(key) is not { } info || Net.Alive.OfType<SimCenter>().Any(center => !center.Machine.Describe(key).Info.IsSameValue(info))) return;
        Ask(null, DataKind.Delete, new DataEntry(key) { Info = info, Nodes = [worker.Id] });
    }

    public void Gather(string key)
    {
        if (!_gathers.TryAdd(key, Net.Now)) return;
        _fetcher.Want(key, null, null, Net.Now, _actions);
        Do();
    }

    public void Take(SimNode from, DataKind kind, ulong request, IReadOnlyList<DataEntry> entries, bool isSettled)
    {
        if (kind == DataKind.Get)
        {
            foreach (var entry in entries)
            {
                bool has = _offered.TryGetValue((entry.Key, entry.Info.Digest), out var info);
                int length = has ? (int)Math.Min(entry.Length, info.Size - (long)entry.Offset) : 0;
                bool isSpoilt = has && Net.Random.Next(200) == 0;
                Net.Send(this, from.Id, true, node => Space.Part(node, this, entry.Key, info, (long)entry.Offset, length, has ? DataCode.Ok : DataCode.Absent, isSpoilt));
            }
        }
        else if (request == 0)
        {
            foreach (var entry in entries) _fetcher.OnAnswer(Visible(entry), isSettled, Net.Now, _actions);
            Do();
        }
        else if (_requests.Remove(request, out var answered))
        {
            Net.Tell($"{Id} is answered: {request} {answered.Kind} {answered.Entries[0].Key} {(entries.Count > 0 ? $"{entries[0].State} {entries[0].Code} {entries[0].Text}" : "")}");
            if (answered.Kind == DataKind.Offer && entries[0].Code == DataCode.Lost && Pick() is { } other) Retry(answered, other);
            else _checks.OnAnswer(this, answered.Kind, answered.Asked, entries);
        }
    }

    public void TakePart(SimNode from, string key, ValueInfo info, long offset, int length, DataCode code, bool isSpoilt)
    {
        if (isSpoilt) _spoilt.Add(key);
        if (code == DataCode.Ok) _fetcher.OnPart(from.Address, key, info, offset, length, Net.Now, _actions);
        else _fetcher.OnRefused(from.Address, key, code, Net.Now, _actions);
        Do();
    }

    protected override void OnFound(SimNode node)
    {
        if (node.Role == DataRole.Center && Center == node.Id) AskAgain();
    }

    protected override void OnLost(SimNode node)
    {
        foreach (var (number, request) in _requests.Where(request => request.Value.To == node.Id).ToArray())
        {
            _requests.Remove(number);
            if (request.Kind == DataKind.Offer && Pick() is { } other) Retry(request, other);
        }

        _fetcher.OnNodeLost(node.Id, Net.Now, _actions);
        Do();
        if (node.Role == DataRole.Center) AskAgain();
    }

    protected override void OnTime()
    {
        _fetcher.OnTime(Net.Now, _actions);
        Do();
        foreach (var request in _requests.Values.Where(request => request.RemindAt <= Net.Now).ToArray()) Send(request, isReminder: true);
        if (_requests.Count > 0) WakeUpAt(_requests.Values.Min(request => request.RemindAt));
    }

    private void AskAgain()
    {
        foreach (var request in _requests.Values.Where(request => request.To is null).ToArray()) Send(request);
    }

    private NodeId? Pick()
    {
        // Mostly those that a Center has named, as a scatter does.
        var centers = Net.Alive.OfType<SimCenter>().ToArray();
        var seen = Net.Alive.OfType<SimWorker>().Where(worker => Sees(worker.Id) && centers.All(center => worker.Machine.Centers.Contains(center.Id))).ToArray();
        if (seen.Length == 0 && _checks.IsDisturbed) seen = [.. Net.Alive.OfType<SimWorker>().Where(worker => Sees(worker.Id))];
        return seen.Length == 0 ? null : seen[Net.Random.Next(seen.Length)].Id;
    }

    private void Retry(Request request, NodeId other)
    {
        request.Asked!.Attempts++;
        Ask(other, request.Kind, request.Entries[0], request.Asked);
    }

    private void Ask(NodeId? to, DataKind kind, DataEntry entry, Asked? asked = null) => Send(new Request(to, kind, [entry], asked));

    private void Send(Request request, bool isReminder = false)
    {
        _requests.Remove(request.Number);
        if (!isReminder) request.Number = ++_lastRequest;
        request.RemindAt = Net.Now + TimeSpan.FromSeconds(5);
        _requests.Add(request.Number, request);
        WakeUpAt(request.RemindAt);
        if ((request.To ?? Center) is not { } to) return;
        Net.Tell($"{Id} asks {to}: {request.Number} {request.Kind} {request.Entries[0].Key}");
        ulong number = request.Number;
        Net.Send(this, to, false, node => Space.Control(node, this, request.Kind, number, request.Entries, true));
    }

    private void Do()
    {
        for (int i = 0; i < _actions.Count; i++)
        {
            var action = _actions[i];
            switch (action.Kind)
            {
                case DataActionKind.AskHolders when Center is { } center:
                    Net.Send(this, center, false, node => ((SimCenter)node).Take(this, DataKind.Ask, 0, [new DataEntry(action.Key)]));
                    break;
                case DataActionKind.AskPart:
                    Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Get, 0, [new DataEntry(action.Key) { Offset = (ulong)action.Offset, Length = (uint)action.Length, Info = action.Info }], true));
                    break;
                case DataActionKind.Drop: _spoilt.Remove(action.Key); break;
                case DataActionKind.Complete:
                    bool isSpoilt = _spoilt.Remove(action.Key);
                    if (isSpoilt && Bug.ChecksDigests)
                    {
                        _fetcher.Corrupt(action.Key, Net.Now, _actions);
                        break;
                    }

                    _fetcher.Done(action.Key, Net.Now, _actions);
                    _gathers.Remove(action.Key, out var began);
                    _checks.OnGathered(this, action.Key, action.Info, began, isSpoilt || ServedSpoilt(action));
                    break;
                case DataActionKind.GiveUp:
                    _gathers.Remove(action.Key, out var since);
                    _checks.OnGivenUp(this, action.Entry!, since);
                    break;
            }
        }

        _actions.Clear();
        WakeUpAt(_fetcher.NextDue);
    }

    // A worker that took spoilt bytes for good ones gives them on.
    private bool ServedSpoilt(in DataAction action) =>
        Net.Find(action.To.Node) is SimWorker worker && worker.Store.TryGetValue(action.Key, out var value) && value.Info.Digest == action.Info.Digest && value.Bytes != value.Info.Digest;

    internal sealed class Request(NodeId? to, DataKind kind, IReadOnlyList<DataEntry> entries, Asked? asked)
    {
        public NodeId? To => to;

        public DataKind Kind => kind;

        public IReadOnlyList<DataEntry> Entries => entries;

        public Asked? Asked => asked;

        public ulong Number { get; set; }

        public TimeSpan RemindAt { get; set; }
    }
}
