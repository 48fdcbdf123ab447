using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

internal sealed class SimWorker : SimNode
{
    private readonly Checks _checks;
    private readonly List<DataAction> _actions = [];
    private readonly Dictionary<string, int> _runs = [];
    private readonly Dictionary<string, TimeSpan> _ended = []; // when functions returned
    private readonly HashSet<string> _spoilt = []; // keys with a part whose bytes were changed on the way
    private readonly Dictionary<ulong, Asked> _puts = [];
    private readonly Habits _habits;
    private bool _isDoing;
    private int _lastRun;
    private int _stopping; // functions that were told to stop, and still run
    private ulong _lastPut;

    public SimWorker(SimNet net, Sabotage bug, Checks checks, NodeId id, int slots, FetchOptions fetch, Habits habits) : base(net, bug, id, DataRole.Worker)
    {
        (_checks, _habits) = (checks, habits);
        Slots = slots;
        Skew = habits.NewSkew(net.Random);
        Machine = new DataWorker(id, new DataWorkerMachineOptions { Slots = slots, Fetch = fetch, LocalFunctions = new HashSet<string> { "local" } });
    }

    /// <summary>Whether it says farewell, and will be gone soon.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Whether there is a Center that it does not know.</summary>
    public bool IsAlone => Net.Alive.OfType<SimCenter>().Any(center => !Machine.Centers.Contains(center.Id));

    /// <summary>When it last lost sight of a Center.</summary>
    public TimeSpan AloneAt { get; private set; } = TimeSpan.MinValue;

    public DataWorker Machine { get; }

    public int Slots { get; }

    public Dictionary<string, (ValueInfo Info, UInt128 Bytes, TimeSpan Since)> Store { get; } = [];

    public void Take(SimNode from, DataKind kind, ulong request, IReadOnlyList<DataEntry> entries, bool isSettled)
    {
        switch (kind)
        {
            case DataKind.Hello: Do(m => m.OnCenter(from.Id, Net.Now, _actions)); break;
            case DataKind.Ack: Do(m => m.OnAck(from.Id, request, Net.Now, _actions)); break;
            case DataKind.Offer: Do(m => m.OnOffer(from.Address, request, entries, Net.Now, _actions)); break;
            case DataKind.Acquire: Do(m => m.OnAcquire(from.Address, request, entries, Net.Now, _actions)); break;
            case DataKind.Delete: Do(m => m.OnDelete(from.Address, request, entries, Net.Now, _actions)); break;
            case DataKind.Compute: foreach (var entry in entries) Compute(from, request, entry); break;
            case DataKind.Answer: foreach (var entry in entries) Do(m => m.OnAnswer(Visible(entry), isSettled, Net.Now, _actions)); break;
            case DataKind.Get: foreach (var entry in entries) Serve(from, entry); break;
        }
    }

    public void TakePart(SimNode from, string key, ValueInfo info, long offset, int length, DataCode code, bool isSpoilt)
    {
        if (code != DataCode.Ok) Do(m => m.OnRefused(from.Address, key, code, Net.Now, _actions));
        else
        {
            if (isSpoilt) _spoilt.Add(key);
            Do(m => m.OnPart(from.Address, key, info, offset, length, Net.Now, _actions));
        }
    }

    /// <summary>The process puts a value of its own.</summary>
    public void PutLocal(string key, UInt128 digest, long size)
    {
        var info = new ValueInfo(size, digest, "", NextVersion());
        Net.Tell($"{Id} puts {key} itself");
        var asked = _puts[++_lastPut] = _checks.OnPut(key, info);
        asked.Worker = Id;
        Keep(key, info, digest);
        Do(m => m.OnPut(Address, _lastPut, key, info, Net.Now, _actions));
    }

    /// <summary>It leaves in good order.</summary>
    public void Leave()
    {
        if (IsLeaving || !IsAlive) return;
        Net.Tell($"{Id} leaves");
        IsLeaving = true;
        if (Bug.SaysFarewell) Do(m => m.OnLeave(Net.Now, _actions));
        Net.At(TimeSpan.FromMilliseconds(50), () => Net.Kill(this));
    }

    private void Compute(SimNode from, ulong request, DataEntry entry)
    {
        if (request == 0 && !Bug.IsAssigned(Machine.StateOf(entry.Key))) return;
        if (_habits.DeniesUse(from, entry))
        {
            Do(m => m.OnDenied(from.Address, request, entry.Key, "not for you", Net.Now, _actions));
            if (Bug.TellsOfDenials && Center is { } center)
                Net.Send(this, center, false, node => ((SimCenter)node).Take(this, DataKind.Report, 0, [new DataEntry(entry.Key) { State = KeyState.Error, Code = DataCode.Denied }]));
        }
        else Do(m => m.OnCompute(from.Address, request, entry, entry.Recipe?.Function switch { "unknown" => false, "rare" => Slots == 2, _ => true }, Net.Now, _actions));
    }

    private void Keep(string key, in ValueInfo info, UInt128 bytes)
    {
        Net.Tell($"{Id} keeps {key} {info.Digest & 0xFFFF:x4}");
        Store[key] = (info, bytes, Store.TryGetValue(key, out var old) && old.Info.IsSameValue(info) ? old.Since : Net.Now);
    }

    public override void OnKilled()
    {
        if (IsLeaving) return; // it had said so
        var executing = Machine.Snapshot().Where(entry => Machine.StateOf(entry.Key) == KeyState.Executing).Select(entry => entry.Key);
        var untold = _ended.Where(run => run.Value > Net.Now - TimeSpan.FromMilliseconds(100)).Select(run => run.Key); // that it has ended may be lost with it
        foreach (string key in executing.Union(untold)) _checks.OnDiedOf(key);
    }

    protected override void OnFound(SimNode node)
    {
        if (node.Role == DataRole.Center) Do(m => m.OnCenter(node.Id, Net.Now, _actions));
    }

    protected override void OnLost(SimNode node)
    {
        if (node.Role == DataRole.Center) AloneAt = Net.Now;
        Do(m => m.OnNodeLost(node.Id, Net.Now, _actions));
    }

    protected override void OnTime() => Do(m => m.OnTime(Net.Now, _actions));

    private void Serve(SimNode to, DataEntry wanted)
    {
        if (_habits.DeniesRead(to, this, wanted.Key))
        {
            Net.Send(this, to.Id, true, node => Space.Part(node, this, wanted.Key, new(0, 0, "", 0), 0, 0, DataCode.Denied, false));
            return;
        }

        if (_habits.IsFull && Net.Random.Next(10) == 0)
        {
            Net.Send(this, to.Id, true, node => Space.Part(node, this, wanted.Key, new(0, 0, "", 0), 0, 0, DataCode.Busy, false));
            return;
        }

        bool has = Store.TryGetValue(wanted.Key, out var value);
        if (Machine.InfoOf(wanted.Key) is { } told) value.Info = told;
        int length = has ? (int)Math.Min(wanted.Length, value.Info.Size - (long)wanted.Offset) : 0;
        bool isSpoilt = has && Net.Random.Next(200) == 0;
        Net.Send(this, to.Id, true, node => Space.Part(node, this, wanted.Key, has ? value.Info : new(0, 0, "", 0), (long)wanted.Offset, length, has ? DataCode.Ok : DataCode.Absent, isSpoilt));
    }

    private void Do(Action<DataWorker> handle)
    {
        handle(Machine);
        if (_isDoing) return;
        _isDoing = true;
        for (int i = 0; i < _actions.Count && IsAlive; i++)
        {
            var action = _actions[i];
            if (Bug.OnWorkerAction(ref action)) Do(action);
        }

        _actions.Clear();
        _isDoing = false;
        if (_habits.IsFull && Net.Random.Next(4) == 0)
        {
            Net.At(TimeSpan.FromMilliseconds(1), () => { if (IsAlive) Do(m => m.SetRoom(Net.Random.Next(200) - 50, grows: true, Net.Now, _actions)); });
            Net.At(TimeSpan.FromMilliseconds(20), () => { if (IsAlive) Do(m => m.SetRoom(Net.Random.Next(200), grows: false, Net.Now, _actions)); });
        }

        WakeUpAt(Machine.NextDue);
    }

    private void Do(in DataAction a)
    {
        var action = a;
        switch (action.Kind)
        {
            case DataActionKind.AskHolders when Center is { } center:
                Net.Send(this, center, false, node => ((SimCenter)node).Take(this, DataKind.Ask, 0, [new DataEntry(action.Key)]));
                break;
            case DataActionKind.AskPart:
                Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Get, 0, [new DataEntry(action.Key) { Offset = (ulong)action.Offset, Length = (uint)action.Length, Info = action.Info }], true));
                break;
            case DataActionKind.Delete:
                Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Delete, 0, [action.Entry!], true));
                break;
            case DataActionKind.Drop: _spoilt.Remove(action.Key); break;
            case DataActionKind.Complete:
                bool isSpoilt = _spoilt.Remove(action.Key);
                if (isSpoilt && Bug.ChecksDigests) Machine.OnComplete(action.Key, action.Info, DataCode.Corrupt, Net.Now, _actions);
                else if (_habits.HasNoRoom(Net.Random)) Machine.OnComplete(action.Key, action.Info, DataCode.NoRoom, Net.Now, _actions);
                else
                {
                    Keep(action.Key, action.Info, isSpoilt ? action.Info.Digest + 1 : action.Info.Digest);
                    Machine.OnComplete(action.Key, action.Info, DataCode.Ok, Net.Now, _actions);
                }

                break;
            case DataActionKind.Remove:
                Net.Tell($"{Id} forgets {action.Key}");
                Store.Remove(action.Key);
                break;
            case DataActionKind.Report: Net.Send(this, action.To.Node, false, node => ((SimCenter)node).Take(this, DataKind.Report, action.Request, [action.Entry!])); break;
            case DataActionKind.Register:
                DataEntry[] all = [.. Bug.OnRegister(Machine.Snapshot())];
                Net.Send(this, action.To.Node, false, node => ((SimCenter)node).Take(this, DataKind.Register, action.Request, all));
                break;
            case DataActionKind.Reply when action.To == Address:
                if (_puts.Remove(action.Request, out var put)) _checks.OnPutDone(this, put);
                break;
            case DataActionKind.Reply:
                Net.Send(this, action.To.Node, false, node => Space.Control(node, this, DataKind.Answer, action.Request, [.. action.Entries!], true));
                break;
            case DataActionKind.Run: Run(action.Entry!); break;
            case DataActionKind.Abort:
                if (!_runs.Remove(action.Key)) break;
                _stopping++;
                Net.At(Net.Between(0, 50), () =>
                {
                    _stopping--;
                    if (IsAlive) Do(m => m.OnStopped(Net.Now, _actions));
                });
                break;
        }
    }

    private void Run(DataEntry entry)
    {
        int run = ++_lastRun;
        Net.Tell($"{Id} computes {entry.Key}");
        _runs[entry.Key] = run;
        _checks.OnRun(this, entry, _runs.Count + _stopping);
        var recipe = entry.Recipe!;
        var needed = recipe.Needed.Select(key => Store.TryGetValue(key, out var value) ? value.Bytes : (UInt128?)null).ToArray();
        Net.At(Net.Between(0.1, recipe.Function == "slow" ? 3_000 : 100), () =>
        {
            if (!IsAlive || !_runs.TryGetValue(entry.Key, out int current) || current != run) return;
            _runs.Remove(entry.Key);
            _ended[entry.Key] = Net.Now;
            if (recipe.Function == "poison")
            {
                if (IsLeaving) return;
                _checks.OnPoisoned(entry.Key);
                Net.Kill(this);
            }
            else if (recipe.Function == "throw") Do(m => m.OnFailed(entry.Key, DataCode.Failed, "thrown", Net.Now, _actions));
            else if (needed.Any(value => value is null)) Do(m => m.OnFailed(entry.Key, DataCode.Failed, "a needed key was deleted", Net.Now, _actions));
            else
            {
                var digest = Checks.Compute(recipe, needed.Select(value => value!.Value));
                var info = new ValueInfo(1 + (long)(digest % 50), digest, "", NextVersion());
                _checks.OnComputed(entry.Key, digest, recipe);
                if (_habits.HasNoRoom(Net.Random))
                {
                    Do(m => m.OnFailed(entry.Key, DataCode.NoRoom, "no room", Net.Now, _actions));
                    return;
                }

                Keep(entry.Key, info, digest);
                Do(m => m.OnComputed(entry.Key, info, Net.Now, _actions));
            }
        });
    }
}
