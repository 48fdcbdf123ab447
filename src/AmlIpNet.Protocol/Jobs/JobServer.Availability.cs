namespace AmlIpNet.Protocol;

// What the server says of its load, and when it says it to everybody.
public sealed partial class JobServer
{
    private readonly List<(NodeId Client, ulong Task)> _held = [];
    private ServerLoad _load; // as of the last event
    private ServerLoad? _published;
    private TimeSpan _publishedAt;
    private TimeSpan? _differsSince; // when the load came to differ from what is published
    private TimeSpan? _publishDue;
    private readonly List<NodeId> _spokenTo = []; // in this event
    private int _thinkBusy; // clients whose last outcome said that no slot is free
    private bool _isWanted; // somebody was refused for want of a slot
    private bool _hasEnded; // something has, of either plane, since the availability was published

    /// <summary>How many more jobs would start at once.</summary>
    public int Free => State == ServerState.Open && !_options.AuctionsOnly ? Math.Clamp(Room - Startable, 0, _options.MaxHeld - _attempts.Count) : 0;

    /// <summary>The load as this client should see it. For <see cref="NodeId.Undefined"/>: as published, for a client of which nothing is held.</summary>
    public ServerLoad LoadFor(NodeId client) => _clients.TryGetValue(client, out var known) ? _load with { QueueRoom = QueueRoomOf(known) } : _load;

    /// <summary>The native attempts that are held, kept and running, in the order of their arrival, then what native clients have here by auction
    /// (<see cref="AvailabilityMessage.AuctionTask"/>); what is given up does not count. Good until the next event.</summary>
    public IReadOnlyList<(NodeId Client, ulong Task)> Held
    {
        get
        {
            _held.Clear();
            for (var attempt = _first; attempt is not null; attempt = attempt.Next)
            {
                if (!attempt.IsVoid) _held.Add((attempt.Key.Client, attempt.Key.Task));
            }

            if (!HasNativeAuction) return _held;
            foreach (var key in _auctions.Executing)
            {
                if (_held.Count < NativeBounds.MaxHeld && _clients.ContainsKey(key.Client)) _held.Add((key.Client, AvailabilityMessage.AuctionTask | key.Task));
            }

            return _held;
        }
    }

    // There can be: the client asked before this server knew that it is native.
    private bool HasNativeAuction => _clients.Count > 0 && _auctions.IsExecuting;

    // Kept attempts of clients that are lost wait for their return: they take nobody's slot.
    private int Startable
    {
        get
        {
            int count = _kept;
            foreach (var client in _lost) count -= client.Kept;
            return count;
        }
    }

    private int QueueRoom => State == ServerState.Open && Slots > 0 && !_options.AuctionsOnly && _averageRun <= _options.LongRun
        ? Math.Min(_options.QueueLimit, _options.MaxHeld - _attempts.Count) : 0;

    private int QueueRoomOf(Client client) => Math.Max(0, Math.Min(QueueRoom, _options.QueueLimit - client.Kept));

    private void Say(in JobServerAction outcome, ICollection<JobServerAction> actions)
    {
        actions.Add(outcome);
        _spokenTo.Add(outcome.Key.Client);
    }

    // An outcome carries the load too. Who has been told last that no slot is free must hear when one is, though nothing else has changed.
    private void NoteWhatWasSaid()
    {
        foreach (var id in _spokenTo)
        {
            if (_clients.TryGetValue(id, out var client)) SetThinksBusy(client, _load.Free == 0);
        }

        _spokenTo.Clear();
    }

    private void SetThinksBusy(Client client, bool busy)
    {
        if (client.ThinksBusy == busy) return;
        client.ThinksBusy = busy;
        _thinkBusy += busy ? 1 : -1;
    }

    private void Publish(TimeSpan now, ICollection<JobServerAction> actions)
    {
        var load = new ServerLoad(Incarnation, _load.Version, _options.AuctionsOnly ? 0 : Slots, Free, QueueRoom, State);
        if (load != _load || _roomChanged) load = load with { Version = load.Version + 1 };
        _load = load;
        _roomChanged = false;
        NoteWhatWasSaid();
        bool hasLeft = _published is { State: ServerState.Left };
        bool differs = _published is not { } published || published != load with { Version = published.Version } || (load.Free > 0 && _thinkBusy > 0);
        if (!differs) _differsSince = null;
        else _differsSince ??= now;
        _publishDue = hasLeft ? null : PublishDue(now);
        if (_publishDue > now || _publishDue is null) return;
        _published = load;
        _publishedAt = now;
        _differsSince = null;
        _hasEnded = false;
        if (load.Free > 0) _isWanted = false;
        if (_thinkBusy > 0)
        {
            foreach (var client in _byHeard) SetThinksBusy(client, load.Free == 0 && client.ThinksBusy);
        }

        _publishDue = PublishDue(now);
        actions.Add(new(JobServerActionKind.PublishAvailability));
    }

    private TimeSpan? PublishDue(TimeSpan now)
    {
        if (_published is not { } published) return Slots > 0 || State != ServerState.Open ? now : null;
        if (State != published.State) return now;
        bool isAwaited = _load.Free > 0 && (_isWanted || published.Free == 0);
        if (isAwaited || _load.Slots != published.Slots) return _publishedAt + _options.MinPublishPeriod;
        TimeSpan? due = null;
        if (_differsSince is { } since) due = Later(since + _options.PublishDelay, _publishedAt + _options.MinPublishPeriod);
        if ((_first is not null || HasNativeAuction) && State != ServerState.Left)
        {
            var renewal = (_first is { } oldest ? Later(_publishedAt, oldest.ArrivedAt) : _publishedAt) + _options.RenewPeriod;
            if (due is null || renewal < due) due = renewal;
        }

        if (_hasEnded && State != ServerState.Left && (due is null || _publishedAt + _options.CounterPeriod < due)) due = _publishedAt + _options.CounterPeriod;
        return due;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
