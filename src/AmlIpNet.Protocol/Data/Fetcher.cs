namespace AmlIpNet.Protocol;

/// <summary>
/// Brings values from their holders: asks the Center who has them, asks a holder for parts, goes on at another holder when one is gone, asks the Center anew
/// when all have failed, and at last says that a key is lost, and who had it. A pure machine: no bytes, clock or thread; events in, actions out.
/// </summary>
/// <param name="options">Its bounds and patience.</param>
/// <param name="self">Who fetches: several that fetch one key begin with different holders.</param>
public sealed partial class Fetcher(FetchOptions options, DataAddress self)
{
    private const int MaxPatience = 10; // as often as the patience with a holder, for one value of a holder that sends others
    private readonly uint _start = Hash($"{self.Node}");
    private readonly SortedDictionary<string, Fetch> _fetches = new(StringComparer.Ordinal);
    private readonly LinkedList<Fetch> _waiting = new(); // those in the state Fetch, in their order
    private readonly Dictionary<DataAddress, Load> _load = []; // of the holders that are asked now
    private readonly SortedSet<DataAddress> _silent = []; // holders that were given up for others, and have not been heard since
    private int _flights;
    private long _flightBytes;
    private long _room = long.MaxValue;
    private bool _roomGrows;

    /// <summary>Values that are being brought.</summary>
    public int Flights => _flights;

    /// <summary>Parts that came though nobody waited for them.</summary>
    public long DroppedParts { get; private set; }

    /// <summary>When to say next that time has passed; it may be too early.</summary>
    public TimeSpan? NextDue { get; private set; }

    /// <summary>How far it is with a key: <see cref="KeyState.None"/> if it is not wanted.</summary>
    public KeyState StateOf(string key) => _fetches.TryGetValue(key, out var fetch) ? fetch.State : KeyState.None;

    /// <summary>Wants a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="source">Who offers it; null to ask the Center.</param>
    /// <param name="info">Which value is meant; null for any.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">What to do.</param>
    public void Want(string key, DataAddress? source, ValueInfo? info, TimeSpan now, ICollection<DataAction> actions)
    {
        if (_fetches.ContainsKey(key)) return;
        if (_fetches.Count == 0) _silent.Clear();
        var fetch = new Fetch(key, (int)((_start ^ Hash(key)) >> 8)) { Info = info, IsOffered = info is not null, IsDirect = source is not null, LastProgress = now };
        _fetches.Add(key, fetch);
        if (info is { } known && known.Size > options.MaxValueBytes) GiveUp(fetch, DataCode.NoRoom, $"it has {known.Size:N0} bytes; at most {options.MaxValueBytes:N0} are taken", actions);
        else if (source is { } holder)
        {
            fetch.Holders.Add(holder);
            Queue(fetch);
            StartWaiting(now, actions);
        }
        else AskHolders(fetch, now, actions);
    }

    /// <summary>Wants it no more.</summary>
    public void Cancel(string key, TimeSpan now, ICollection<DataAction> actions)
    {
        if (!_fetches.TryGetValue(key, out var fetch)) return;
        Leave(fetch);
        _fetches.Remove(key);
        actions.Add(new(DataActionKind.Drop, key));
        StartWaiting(now, actions);
    }

    /// <summary>How many bytes there is room for; what is being brought counts as not there yet.</summary>
    /// <param name="bytes">The room; below 0 when there is too much already.</param>
    /// <param name="grows">Whether there will be more soon: then what does not fit waits, even if nothing else is brought.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">What to do.</param>
    public void SetRoom(long bytes, bool grows, TimeSpan now, ICollection<DataAction> actions)
    {
        (_room, _roomGrows) = (bytes, grows);
        StartWaiting(now, actions);
    }

    /// <summary>The bytes have the digest that they should have: this is done.</summary>
    public void Done(string key, TimeSpan now, ICollection<DataAction> actions)
    {
        if (!_fetches.Remove(key, out var fetch)) return;
        Leave(fetch);
        StartWaiting(now, actions);
    }

    /// <summary>The bytes have another digest than they should have.</summary>
    public void Corrupt(string key, TimeSpan now, ICollection<DataAction> actions)
    {
        if (_fetches.TryGetValue(key, out var fetch)) Fail(fetch, DataCode.Corrupt, countsAsFailure: true, keepsParts: false, now, actions);
        StartWaiting(now, actions);
    }

    /// <summary>A part has come.</summary>
    public void OnPart(DataAddress from, string key, in ValueInfo info, long offset, int length, TimeSpan now, ICollection<DataAction> actions)
    {
        Hear(from, now);
        if (!_fetches.TryGetValue(key, out var fetch) || fetch.State != KeyState.Flight)
        {
            DroppedParts++;
            return;
        }

        if (fetch.Info is { } wanted && !wanted.IsSameValue(info))
        {
            // Somebody has put another value meanwhile: the newer one is as good for who wanted the old one; an older one is no use.
            if (fetch.IsOffered || !info.IsNewerThan(wanted))
            {
                DroppedParts++;
                if (from == fetch.Current) Fail(fetch, DataCode.Absent, countsAsFailure: true, keepsParts: true, now, actions);
                StartWaiting(now, actions);
                return;
            }

            fetch.ForgetParts();
            actions.Add(new(DataActionKind.Drop, key));
            _flightBytes += info.Size - wanted.Size;
            fetch.Info = info;
            AskParts(fetch, now, actions);
        }

        if (fetch.Info is null)
        {
            _flightBytes += info.Size;
            fetch.Info = info;
        }

        if (info.Size > options.MaxValueBytes)
        {
            GiveUp(fetch, DataCode.NoRoom, $"it has {info.Size:N0} bytes; at most {options.MaxValueBytes:N0} are taken", actions);
            StartWaiting(now, actions);
            return;
        }

        int part = (int)(offset / options.PartBytes);
        if (from == fetch.Current && offset % options.PartBytes == 0 && length < LengthOf(info.Size, part) && fetch.Asked.Contains(part))
        {
            if (fetch.IsDirect) GiveUp(fetch, DataCode.Failed, $"its parts come with {length:N0} bytes, though {LengthOf(info.Size, part):N0} were asked for: make PartBytes here at most MaxPayloadBytes there", actions);
            else Fail(fetch, DataCode.Absent, countsAsFailure: true, keepsParts: true, now, actions);
            StartWaiting(now, actions);
            return;
        }

        if (offset % options.PartBytes != 0 || length != LengthOf(info.Size, part) || !fetch.Asked.Remove(part))
        {
            DroppedParts++;
            return;
        }

        fetch.Received++;
        fetch.LastProgress = now;
        fetch.IsHedged = false;
        actions.Add(new(DataActionKind.Accept, key, from, Offset: offset, Length: length, Info: info));
        if (fetch.Received == PartsOf(info.Size)) actions.Add(new(DataActionKind.Complete, key, from, Info: info));
        else AskParts(fetch, now, actions);
    }

    /// <summary>A holder has no bytes to send.</summary>
    public void OnRefused(DataAddress from, string key, DataCode code, TimeSpan now, ICollection<DataAction> actions)
    {
        Hear(from, now);
        if (!_fetches.TryGetValue(key, out var fetch) || fetch.State != KeyState.Flight || fetch.Current != from) return;
        if (code == DataCode.Busy && !HasOther(fetch)) // it will have time
        {
            fetch.LastProgress = now;
            fetch.BusyUntil = now + options.Refresh;
            WakeUpAt(now + options.Refresh);
            return;
        }

        Fail(fetch, code, countsAsFailure: code != DataCode.Busy, keepsParts: true, now, actions);
        StartWaiting(now, actions);
    }

    /// <summary>A node is gone.</summary>
    public void OnNodeLost(NodeId node, TimeSpan now, ICollection<DataAction> actions)
    {
        _silent.RemoveWhere(holder => holder.Node == node);
        foreach (var fetch in _fetches.Values.ToArray())
        {
            int removed = fetch.Holders.RemoveAll(holder => holder.Node == node);
            if (fetch.State == KeyState.Flight && fetch.Current.Node == node) Fail(fetch, DataCode.Absent, countsAsFailure: false, keepsParts: true, now, actions);
            else if (removed > 0 && fetch.State == KeyState.Fetch && fetch.Holders.Count == 0) Fail(fetch, DataCode.Absent, countsAsFailure: false, keepsParts: true, now, actions);
        }

        StartWaiting(now, actions);
    }

    /// <summary>What a Center says of a key.</summary>
    /// <param name="entry">Its entry; of its holders those that are there.</param>
    /// <param name="isSettled">Whether the Center has heard of all workers that it knows.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">What to do.</param>
    public void OnAnswer(DataEntry entry, bool isSettled, TimeSpan now, ICollection<DataAction> actions)
    {
        if (!_fetches.TryGetValue(entry.Key, out var fetch) || fetch.State != KeyState.Missing) return;
        switch (entry.State)
        {
            case KeyState.Memory when entry.Info.Size > options.MaxValueBytes:
                GiveUp(fetch, DataCode.NoRoom, $"it has {entry.Info.Size:N0} bytes; at most {options.MaxValueBytes:N0} are taken", actions);
                break;
            case KeyState.Memory when entry.Nodes.Count > 0:
                (fetch.Silences, fetch.Absences) = (0, 0);
                fetch.Holders.Clear();
                (fetch.Hedged, fetch.IsDenied, fetch.IsMissed) = (null, false, false);
                foreach (var node in entry.Nodes) fetch.Holders.Add(DataAddress.Worker(node));
                if (fetch.Info is { } before && !before.IsSameValue(entry.Info))
                {
                    fetch.ForgetParts();
                    actions.Add(new(DataActionKind.Drop, fetch.Key));
                }

                fetch.Info = entry.Info;
                Queue(fetch);
                StartWaiting(now, actions);
                break;
            case KeyState.Memory when ++fetch.Absences < options.MaxAbsences:
                Wait(fetch, now); // its holders are gone, or not found yet, though the Center knows them
                break;
            case KeyState.Error:
                GiveUp(fetch, entry.Code, entry.Text, actions);
                break;
            case KeyState.Executing:
                fetch.Silences = 0; // it will come
                fetch.AloneSince = entry.Code == DataCode.Absent ? fetch.AloneSince ?? now : null;
                if (fetch.AloneSince + options.WorkerPatience <= now) GiveUp(fetch, DataCode.NoFunction, entry.Text, actions);
                else Wait(fetch, now);
                break;
            default:
                foreach (var node in entry.Nodes) fetch.HadBy.Add(node);
                if (isSettled && ++fetch.Silences >= options.LostAfter)
                    GiveUp(fetch, DataCode.Lost, entry.Text, actions);
                else Wait(fetch, now);
                break;
        }
    }

    /// <summary>Time has passed.</summary>
    public void OnTime(TimeSpan now, ICollection<DataAction> actions)
    {
        if (NextDue is not { } due || due > now) return;
        NextDue = null;
        foreach (var fetch in _fetches.Values.ToArray())
        {
            if (fetch.State == KeyState.Flight && fetch.BusyUntil <= now)
            {
                fetch.BusyUntil = null;
                fetch.AskAgain();
                AskParts(fetch, now, actions);
            }
            else if (fetch.State == KeyState.Flight && DueOf(fetch) <= now) Fail(fetch, DataCode.Absent, countsAsFailure: true, keepsParts: true, now, actions);
            else if (fetch.State == KeyState.Missing && fetch.Due <= now) AskHolders(fetch, now, actions);
            else if (fetch.State == KeyState.Flight) HedgeOrWait(fetch, now, actions);
            else if (fetch.State == KeyState.Missing) WakeUpAt(fetch.Due);
        }

        StartWaiting(now, actions);
    }

    /// <summary>Writes the state; equal states give equal bytes.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_fetches.Count);
        foreach (var fetch in _fetches.Values) fetch.Save(writer);
        foreach (var fetch in _waiting) writer.Write(fetch.Key);
        foreach (var holder in _silent) writer.Write(holder.Node);
        writer.Write(_flights);
        writer.Write(_flightBytes);
        writer.Write(_room);
        writer.Write(_roomGrows);
    }
}
