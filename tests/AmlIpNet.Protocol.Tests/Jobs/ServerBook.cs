using System.Runtime.CompilerServices;

namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>A server with somebody who watches every step: what was promised, what runs, what was said. It may have a twin, made
/// from its saved state, that must do the same in lock-step.</summary>
internal sealed class ServerBook
{
    public const ulong Incarnation = 7;
    public static readonly NodeId Server = NodeId.Create("server", 1);

    private readonly Dictionary<(NodeId Client, ulong Incarnation, ulong Task), Entry> _entries = [];
    private readonly Dictionary<ExecutionKey, Entry?> _here = []; // kept or running; no entry: by auction
    private readonly Dictionary<NodeId, (ulong Incarnation, ulong? LastTask)> _clients = [];
    private readonly Dictionary<NodeId, TimeSpan> _lostAt = [];
    private readonly HashSet<NodeId> _native = [];
    private readonly List<ExecutionKey> _replied = [];
    private readonly HashSet<ExecutionKey> _auctionsStarted = [];
    private readonly HashSet<ExecutionKey> _auctionsSolved = [];
    private readonly JobServerOptions _options;
    private readonly List<JobServerAction> _actions = [];
    private readonly List<(TimeSpan At, JobServerEvent? Input, JobServerAction Action)> _history = [];
    private readonly StateWriter _state = new();
    private readonly StateWriter _twinState = new();
    private JobServer? _twin;
    private bool _isGuarded;
    private (ServerLoad Load, TimeSpan At)? _published;

    public ServerBook(JobServerOptions? options = null)
    {
        _options = options ?? new JobServerOptions();
        Machine = new JobServer(Server, Incarnation, _options);
    }

    public JobServer Machine { get; }

    public TimeSpan Now { get; private set; }

    public List<ExecutionKey> RunningKeys { get; } = [];

    public int Publications { get; private set; }

    public ulong IncarnationOf(NodeId client) => Math.Max(1, _clients.GetValueOrDefault(client).Incarnation);

    /// <summary>The next task that this incarnation of the client would send.</summary>
    public ulong Next(NodeId client, ulong incarnation) =>
        _clients.TryGetValue(client, out var known) && known.Incarnation == incarnation && known.LastTask is { } last ? last + 1 : 1;

    public void Clone()
    {
        var reader = new StateReader(Save(Machine, _state));
        _twin = JobServer.Load(ref reader, _options);
        Check(reader.Remaining == 0, $"{reader.Remaining} bytes of the saved state were not read");
    }

    public void Pass(TimeSpan time)
    {
        var until = Now + time;
        while (Machine.NextDue is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            Do(JobServerEvent.Time);
            Check(Machine.NextDue is null || Machine.NextDue > Now, $"the timer is still due at {Machine.NextDue}");
        }

        Now = until;
    }

    /// <summary>Moves the clock without looking at the timers, as a busy node does.</summary>
    public void Oversleep(TimeSpan time) => Now += time;

    public void Do(in JobServerEvent input)
    {
        _history.Add((Now, input, default));
        var before = Machine.LoadFor(default);
        Entry? arriving = Expect(input, out bool isRepeat);
        _actions.Clear();
        Machine.Handle(input, Now, _actions);
        foreach (var action in _actions)
        {
            _history.Add((Now, null, action));
            Check(action, input, arriving);
        }

        bool dropped = _actions.Exists(action => action.Kind == JobServerActionKind.DropSample);
        if (input.Kind == JobServerEventKind.Work) Check(dropped == isRepeat, isRepeat ? "a repeat was not dropped" : "work was dropped");
        if (arriving is not null && !isRepeat) Check(arriving.Finals + (_here.GetValueOrDefault(input.Key) == arriving ? 1 : 0) == 1, $"work {input.Key} is neither held nor refused, or both");
        CheckLoad(before);
        CheckTwin(input);
    }

    /// <summary>Everything ends; then nobody may be left without a last word, and what is published is true.</summary>
    public void Finish()
    {
        int closed = 0;
        for (int round = 0; round == 0 || closed < _replied.Count || RunningKeys.Count > 0; round++)
        {
            Check(round < 1000, "there is no end");
            while (closed < _replied.Count) Do(TargetNobody(_replied[closed++])); // as every AML-IP client does
            if (round == 0) Pass(_options.OrphanGrace + TimeSpan.FromSeconds(2));
            if (RunningKeys.Count > 0) Do(JobServerEvent.Solved(RunningKeys[0]));
        }

        Pass(TimeSpan.FromSeconds(1));
        if (Machine.State != ServerState.Open || Machine.Slots > 0) Check(_published is not null, "it was never published");
        if (_published is { } published) Check(published.Load with { Version = 0 } == Machine.LoadFor(default) with { Version = 0 }, $"published is {published.Load}, true is {Machine.LoadFor(default)}");
        foreach (var (key, entry) in _entries)
        {
            Check(entry.Finals == 1 || entry.Finals == 0 && entry.IsVoid, $"{key} had {entry.Finals} last words");
        }

        // What came by auction stays, without slots: it cannot be given back.
        Check(Machine.Held.All(held => (held.Task & AvailabilityMessage.AuctionTask) != 0) && Machine.Kept == 0, "it still holds something");
    }

    private static JobServerEvent TargetNobody(ExecutionKey key) => JobServerEvent.Target(key.Client, (uint)key.Task, NodeId.Undefined);

    private Entry? Expect(in JobServerEvent input, out bool isRepeat)
    {
        isRepeat = false;
        var id = input.Key.Client;
        switch (input.Kind)
        {
            case JobServerEventKind.Work or JobServerEventKind.CancelWork:
                if (input.Kind == JobServerEventKind.CancelWork && input.ServerIncarnation != Incarnation) return null;
                _native.Add(id);
                var client = _clients.GetValueOrDefault(id);
                if (input.ClientIncarnation < client.Incarnation)
                {
                    isRepeat = true;
                    return null;
                }

                if (input.ClientIncarnation > client.Incarnation)
                {
                    client = (input.ClientIncarnation, null);
                    _lostAt.Remove(id);
                    Void(one => one.Client == id && one.ClientIncarnation < client.Incarnation);
                }

                if (input.Kind == JobServerEventKind.Work)
                {
                    isRepeat = client.LastTask >= input.Key.Task;
                    if (!isRepeat) client.LastTask = input.Key.Task;
                }

                _clients[id] = client;
                if (input.Kind == JobServerEventKind.CancelWork || isRepeat) return null;
                var entry = new Entry(id, input.ClientIncarnation);
                _entries.Add((id, input.ClientIncarnation, input.Key.Task), entry);
                return entry;
            case JobServerEventKind.Guarded:
                _isGuarded = input.Number > 0;
                return null;
            case JobServerEventKind.NativeClientFound:
                _native.Add(id);
                _lostAt.Remove(id);
                return null;
            case JobServerEventKind.ClientLost:
                if (_clients.ContainsKey(id)) _lostAt.TryAdd(id, Now);
                return null;
            case JobServerEventKind.Time:
                foreach (var (lost, at) in _lostAt.ToArray())
                {
                    if (at + _options.OrphanGrace > Now) continue;
                    _lostAt.Remove(lost);
                    Void(one => one.Client == lost);
                }

                return null;
            case JobServerEventKind.Solved or JobServerEventKind.Failed:
                RunningKeys.Remove(input.Key);
                _here.Remove(input.Key, out var ended);
                if (ended is not null) ended.HasEnded = true;
                return null;
            default:
                return null;
        }
    }

    private void Check(in JobServerAction action, in JobServerEvent input, Entry? arriving)
    {
        var key = action.Key;
        switch (action.Kind)
        {
            case JobServerActionKind.Keep:
                Check(key == input.Key, "it keeps what did not come");
                Check(_here.TryAdd(key, arriving), $"{key} is here already");
                break;
            case JobServerActionKind.Start:
                Check(_here.TryGetValue(key, out var started), $"{key} starts and was not kept");
                Check(!RunningKeys.Contains(key), $"{key} starts again");
                if (key.IsAuction) Check(_auctionsStarted.Add(key), $"{key} starts a second time");
                RunningKeys.Add(key);
                Check(RunningKeys.Count <= Machine.Slots, $"{RunningKeys.Count} jobs run on {Machine.Slots} slots");
                Check(!_lostAt.ContainsKey(key.Client) || key.IsAuction, $"{key} starts for a client that is gone");
                if (started is not null) started.IsRunning = true;
                break;
            case JobServerActionKind.Forget:
                Check(!RunningKeys.Contains(key) && _here.Remove(key), $"{key} is forgotten and was not kept");
                break;
            case JobServerActionKind.CancelHandler:
                Check(RunningKeys.Contains(key), $"{key} is cancelled and does not run");
                if (_here[key] is { } cancelled) cancelled.WasCancelled = true;
                break;
            case JobServerActionKind.SendOutcome:
                CheckOutcome(action, input);
                break;
            case JobServerActionKind.SendReply:
                if (_replied.Contains(key)) break; // who was answered is asked again
                _replied.Add(key);
                Check(Machine.State == ServerState.Open && !_isGuarded, "a server that does not take answers an auction");
                Check(!_native.Contains(key.Client), $"the auction of {key.Client}, which is native, is answered");
                break;
            case JobServerActionKind.SendSolution:
                Check(_auctionsStarted.Contains(key) && _auctionsSolved.Add(key), $"{key} has a second solution, or never ran");
                break;
            case JobServerActionKind.PublishAvailability:
                Check(_published is not { Load.State: ServerState.Left }, "it is published after it left");
                var load = Machine.LoadFor(default);
                Check(_published is not { } last || Now - last.At >= _options.MinPublishPeriod || last.Load.State != load.State, "it is published too often");
                _published = (load, Now);
                Publications++;
                break;
        }
    }

    private void CheckOutcome(in JobServerAction action, in JobServerEvent input)
    {
        var key = action.Key;
        ulong incarnation = _clients[key.Client].Incarnation;
        Check(_entries.TryGetValue((key.Client, incarnation, key.Task), out var entry), $"an outcome of {key}, which did not come");
        Check(entry!.Finals == 0, $"{key} has a word after the last one");
        Check(!entry.IsVoid, $"{key} has a word although its client is gone");
        Check(action.Job == key.Task + 1000, $"{key} is told of as job {action.Job}");
        switch (action.What)
        {
            case OutcomeKind.Accepted:
                Check(!entry.IsRunning && !entry.WasAccepted, $"{key} is accepted twice, or while it runs");
                entry.WasAccepted = true;
                break;
            case OutcomeKind.Started:
                Check(entry.IsRunning && !entry.WasStarted, $"{key} is told as started twice, or does not run");
                entry.WasStarted = true;
                break;
            case OutcomeKind.Progress:
                Check(entry.IsRunning, $"{key} has progress and does not run");
                entry.WasStarted = true;
                break;
            case OutcomeKind.Solution or OutcomeKind.Failed:
                Check(entry.HasEnded && input.Key == key, $"{key} is told as ended and has not");
                Check(!entry.WasCancelled, $"{key} was cancelled and is told as {action.What}");
                entry.Finals++;
                break;
            default:
                entry.Finals++;
                break;
        }
    }

    private void CheckLoad(in ServerLoad before)
    {
        var load = Machine.LoadFor(default);
        Check(load.Version >= before.Version, "the version went back");
        Check(load with { Version = before.Version } == before || load.Version > before.Version, "the load changed and its version did not");
        Check(load.Free >= 0 && load.Free <= Machine.Slots && load.QueueRoom >= 0, $"the load is {load}");
        Check(load.Free + RunningKeys.Count <= Machine.Slots || load.Free == 0, $"{load.Free} are free of {Machine.Slots} while {RunningKeys.Count} run");
        Check(Machine.Running == RunningKeys.Count, $"it counts {Machine.Running} running, {RunningKeys.Count} are");
        var held = Machine.Held;
        Check(held.Count < 2 || held.Count == held.Distinct().Count(), "an attempt is listed twice");
        foreach (var (client, task) in held) Check(_here.ContainsKey(KeyOf(client, task)), $"{client}#{task} is listed and not here");
        foreach (var (key, entry) in _here) Check(entry is null or { IsVoid: true } or { Finals: 1 } || held.Contains((key.Client, key.Task)), $"{key} is here and not listed");
    }

    private static ExecutionKey KeyOf(NodeId client, ulong held) =>
        new(client, held & ~AvailabilityMessage.AuctionTask, IsAuction: (held & AvailabilityMessage.AuctionTask) != 0);

    private void CheckTwin(in JobServerEvent input)
    {
        if (_twin is null) return;
        List<JobServerAction> actions = [];
        _twin.Handle(input, Now, actions);
        Check(actions.SequenceEqual(_actions), $"the twin did {string.Join(", ", actions.Select(ServerBench.Show))}");
        Check(_twin.NextDue == Machine.NextDue, $"the twin's timer is {_twin.NextDue}, not {Machine.NextDue}");
        Check(Save(_twin, _twinState).SequenceEqual(Save(Machine, _state)), "the twin's state differs");
    }

    private void Void(Func<Entry, bool> isMeant)
    {
        foreach (var entry in _entries.Values.Where(isMeant)) entry.IsVoid |= entry.Finals == 0;
    }

    private static ReadOnlySpan<byte> Save(JobServer machine, StateWriter writer)
    {
        writer.Clear();
        machine.Save(writer);
        return writer.Written;
    }

    private void Check(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref Complaint what)
    {
        if (!condition) Check(false, what.ToString());
    }

    private void Check(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException($"{what}. History:\n{string.Join('\n', _history.Select(Show))}");
    }

    private static string Show((TimeSpan At, JobServerEvent? Input, JobServerAction Action) line) => line.Input is { } input
        ? $"{line.At.TotalMilliseconds} ms: {input.Kind} {input.Key} {input.ClientIncarnation} {input.Server} {input.Number} {input.Flag} {input.TimeLeft}"
        : $"    {ServerBench.Show(line.Action)}";

    /// <summary>A message that is only put together when it is needed.</summary>
    [InterpolatedStringHandler]
    public ref struct Complaint(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        private DefaultInterpolatedStringHandler _text = (isNeeded = !condition) ? new(literalLength, formattedCount) : default;

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public override string ToString() => _text.ToString();
    }

    private sealed class Entry(NodeId client, ulong clientIncarnation)
    {
        public NodeId Client { get; } = client;
        public ulong ClientIncarnation { get; } = clientIncarnation;
        public int Finals;
        public bool IsVoid;
        public bool IsRunning;
        public bool HasEnded;
        public bool WasAccepted;
        public bool WasStarted;
        public bool WasCancelled;
    }
}
