namespace AmlIpNet.Protocol;

// From which holder, and which part next.
public sealed partial class Fetcher
{
    private void Queue(Fetch fetch)
    {
        fetch.State = KeyState.Fetch;
        fetch.Place = _waiting.AddLast(fetch);
    }

    // Those at the front first: a value that does not fit yet is not overtaken for ever.
    private void StartWaiting(TimeSpan now, ICollection<DataAction> actions)
    {
        while (_waiting.First is { Value: var fetch } && _flights < options.MaxFlights)
        {
            long size = fetch.Info?.Size ?? 0;
            if ((_flights > 0 || _roomGrows) && _flightBytes + size > Math.Min(options.MaxFlightBytes, _room)) return;
            _waiting.RemoveFirst();
            fetch.Place = null;
            if (Choose(fetch) is { } holder) Start(fetch, holder, now, actions);
            else Exhausted(fetch, now, actions);
        }
    }

    private void Start(Fetch fetch, DataAddress holder, TimeSpan now, ICollection<DataAction> actions)
    {
        fetch.State = KeyState.Flight;
        fetch.Current = holder;
        fetch.BusyUntil = null;
        fetch.LastProgress = now;
        _flights++;
        _flightBytes += fetch.Info?.Size ?? 0;
        _load[holder] = _load.TryGetValue(holder, out var load) ? load with { Flights = load.Flights + 1 } : new(1, now);
        AskParts(fetch, now, actions);
    }

    // The one that is asked for the fewest values now, a silent one last; among equals each key begins with another one.
    private DataAddress? Choose(Fetch fetch)
    {
        DataAddress? best = null;
        int bestLoad = int.MaxValue;
        for (int i = 0; i < fetch.Holders.Count; i++)
        {
            var holder = fetch.Holders[(int)((uint)(fetch.Start + i) % (uint)fetch.Holders.Count)];
            if (fetch.Tried.Contains(holder)) continue;
            int load = _silent.Contains(holder) ? int.MaxValue - 1 : _load.GetValueOrDefault(holder).Flights;
            if (load < bestLoad) (best, bestLoad) = (holder, load);
        }

        return best;
    }

    private void AskParts(Fetch fetch, TimeSpan now, ICollection<DataAction> actions)
    {
        int parts = fetch.Info is { } info ? PartsOf(info.Size) : 1;
        while (fetch.Asked.Count < options.Window && (fetch.Again.Count > 0 || fetch.Next < parts))
        {
            int part = fetch.Again.Count > 0 ? fetch.Again.Min : fetch.Next++;
            fetch.Again.Remove(part);
            fetch.Asked.Add(part);
            int length = fetch.Info is { } known ? LengthOf(known.Size, part) : options.PartBytes;
            actions.Add(new(DataActionKind.AskPart, fetch.Key, fetch.Current, Offset: (long)part * options.PartBytes, Length: length, Info: fetch.Info ?? new(0, 0, "", 0)));
        }

        WakeUpAt(now + (options.Hedge < options.Patience && HasOther(fetch) ? options.Hedge : options.Patience));
    }

    private void Hear(DataAddress holder, TimeSpan now)
    {
        if (_silent.Count > 0) _silent.Remove(holder);
        if (_load.TryGetValue(holder, out var load)) _load[holder] = load with { HeardAt = now };
    }

    // A holder that answers others has only much to do. Once, until something comes: if the next one is silent too, it is not the holders.
    private void HedgeOrWait(Fetch fetch, TimeSpan now, ICollection<DataAction> actions)
    {
        var due = DueOf(fetch);
        if (!fetch.IsHedged && HasOther(fetch))
        {
            var heard = _load[fetch.Current].HeardAt;
            var hedge = (heard > fetch.LastProgress ? heard : fetch.LastProgress) + options.Hedge;
            if (hedge <= now)
            {
                (fetch.IsHedged, fetch.Hedged) = (true, fetch.Current);
                _silent.Add(fetch.Current);
                Fail(fetch, DataCode.Absent, countsAsFailure: false, keepsParts: true, now, actions);
                return;
            }

            if (hedge < due) due = hedge;
        }

        WakeUpAt(fetch.BusyUntil < due ? fetch.BusyUntil.Value : due);
    }

    // A holder that sends other values meanwhile is there, and may have much to do; but what was asked of it may have been lost.
    private TimeSpan DueOf(Fetch fetch)
    {
        var heard = _load[fetch.Current].HeardAt;
        var last = fetch.LastProgress + options.Patience * (MaxPatience - 1);
        return (heard < fetch.LastProgress ? fetch.LastProgress : heard < last ? heard : last) + options.Patience;
    }

    private bool HasOther(Fetch fetch)
    {
        foreach (var holder in fetch.Holders)
            if (holder != fetch.Current && !fetch.Tried.Contains(holder)) return true;
        return false;
    }

    private void Fail(Fetch fetch, DataCode code, bool countsAsFailure, bool keepsParts, TimeSpan now, ICollection<DataAction> actions)
    {
        if (fetch.State == KeyState.Flight)
        {
            fetch.Tried.Add(fetch.Current);
            if (fetch.Current.Role == DataRole.Worker) fetch.HadBy.Add(fetch.Current.Node);
        }

        Leave(fetch);
        if (code == DataCode.Denied) fetch.IsDenied = true;
        else if (fetch.Hedged != fetch.Current) fetch.IsMissed = true; // who is only slow is asked again
        if (countsAsFailure) fetch.Failures++;
        fetch.LastCode = code;
        if (keepsParts && fetch.Info is not null) fetch.AskAgain();
        else
        {
            fetch.ForgetParts();
            actions.Add(new(DataActionKind.Drop, fetch.Key));
        }

        if (Choose(fetch) is not null) Queue(fetch);
        else Exhausted(fetch, now, actions);
    }

    // All known holders have failed.
    private void Exhausted(Fetch fetch, TimeSpan now, ICollection<DataAction> actions)
    {
        if (fetch.Hedged is { } slow)
        {
            // The one that was only slow still has its chance.
            fetch.Hedged = null;
            fetch.Tried.Remove(slow);
            if (fetch.Holders.Contains(slow))
            {
                Queue(fetch);
                return;
            }
        }

        bool isDenied = fetch.IsDenied && !fetch.IsMissed; // a copy may be closed to those who may have the original, whose holder was only slow, or has gone
        (fetch.IsDenied, fetch.IsMissed) = (false, false);
        fetch.Tried.Clear();
        fetch.Holders.Clear();
        if (isDenied) GiveUp(fetch, DataCode.Denied, "those who hold it do not let this node have it", actions); // nobody changes his mind
        else if (fetch.IsDirect) GiveUp(fetch, fetch.LastCode == DataCode.Corrupt ? DataCode.Corrupt : DataCode.Lost, fetch.IsOffered ? "the one who offered it is gone, or has it no more" : "the one who was asked is gone, or does not have it", actions);
        else if (fetch.Failures >= options.MaxFailures) GiveUp(fetch, fetch.LastCode == DataCode.Corrupt ? DataCode.Corrupt : DataCode.Lost, $"{fetch.Failures} attempts to get it from its holders failed", actions);
        else if (fetch.Failures > 0) Wait(fetch, now); // the Center may know no better yet
        else AskHolders(fetch, now, actions);
    }

    private void AskHolders(Fetch fetch, TimeSpan now, ICollection<DataAction> actions)
    {
        Wait(fetch, now);
        actions.Add(new(DataActionKind.AskHolders, fetch.Key));
    }

    private void Wait(Fetch fetch, TimeSpan now)
    {
        fetch.State = KeyState.Missing;
        fetch.Due = now + options.Refresh;
        WakeUpAt(fetch.Due);
    }

    private void GiveUp(Fetch fetch, DataCode code, string text, ICollection<DataAction> actions)
    {
        Leave(fetch);
        _fetches.Remove(fetch.Key);
        actions.Add(new(DataActionKind.Drop, fetch.Key));
        actions.Add(new(DataActionKind.GiveUp, fetch.Key, Entry: new DataEntry(fetch.Key) { State = KeyState.Error, Code = code, Text = text, Nodes = [.. fetch.HadBy] }));
    }

    private void Leave(Fetch fetch)
    {
        if (fetch.Place is { } place) _waiting.Remove(place);
        fetch.Place = null;
        if (fetch.State != KeyState.Flight) return;
        fetch.State = KeyState.Missing;
        _flights--;
        _flightBytes -= fetch.Info?.Size ?? 0;
        var load = _load[fetch.Current];
        if (load.Flights == 1) _load.Remove(fetch.Current);
        else _load[fetch.Current] = load with { Flights = load.Flights - 1 };
    }

    private void WakeUpAt(TimeSpan due)
    {
        if (NextDue is null || due < NextDue) NextDue = due;
    }

    private int PartsOf(long size) => size == 0 ? 1 : (int)((size + options.PartBytes - 1) / options.PartBytes);

    private int LengthOf(long size, int part) => (int)Math.Min(options.PartBytes, size - (long)part * options.PartBytes);

    // FNV-1a: the same in every process.
    private static uint Hash(string text)
    {
        uint hash = 2_166_136_261;
        foreach (char c in text) hash = (hash ^ c) * 16_777_619;
        return hash;
    }

    private readonly record struct Load(int Flights, TimeSpan HeardAt);

    private sealed class Fetch(string key, int start)
    {
        public readonly string Key = key;
        public readonly int Start = start;
        public readonly List<DataAddress> Holders = [];
        public readonly SortedSet<DataAddress> Tried = [];
        public readonly SortedSet<NodeId> HadBy = [];
        public readonly SortedSet<int> Asked = [];
        public readonly SortedSet<int> Again = [];
        public bool IsDirect; // of one holder
        public bool IsOffered; // one value, and no newer one
        public bool IsDenied; // by a holder
        public bool IsMissed; // by another one, which had no answer, or no value
        public bool IsHedged; // it was asked of another holder since something came
        public DataAddress? Hedged; // the holder that it was asked of before
        public KeyState State = KeyState.Missing;
        public LinkedListNode<Fetch>? Place;
        public ValueInfo? Info;
        public DataAddress Current;
        public int Next;
        public int Received;
        public int Failures;
        public int Silences;
        public int Absences;
        public DataCode LastCode;
        public TimeSpan LastProgress;
        public TimeSpan Due;
        public TimeSpan? BusyUntil; // the holder had too much to do
        public TimeSpan? AloneSince; // nobody is there to compute it

        public void AskAgain()
        {
            Again.UnionWith(Asked);
            Asked.Clear();
        }

        public void ForgetParts()
        {
            Asked.Clear();
            Again.Clear();
            (Next, Received) = (0, 0);
        }

        public void Save(StateWriter writer)
        {
            writer.Write(Key);
            writer.Write((byte)State);
            writer.Write(IsDirect);
            writer.Write(IsOffered);
            writer.Write(IsDenied);
            writer.Write(IsMissed);
            writer.Write(IsHedged);
            writer.Write(Hedged?.Node ?? NodeId.Undefined);
            writer.Write(Info is null);
            if (Info is { } info)
            {
                writer.Write(info.Size);
                writer.Write((ulong)(info.Digest >> 64));
                writer.Write((ulong)info.Digest);
                writer.Write(info.Version);
            }

            foreach (var holder in Holders) Write(holder);
            foreach (var holder in Tried) Write(holder);
            foreach (var node in HadBy) writer.Write(node);
            Write(Current);
            foreach (int part in Asked) writer.Write(part);
            writer.Write(-1);
            foreach (int part in Again) writer.Write(part);
            foreach (int number in new[] { Next, Received, Failures, Silences, Absences, (int)LastCode }) writer.Write(number);
            writer.Write(LastProgress);
            writer.Write(Due);
            writer.Write(AloneSince ?? TimeSpan.MinValue);
            writer.Write(BusyUntil ?? TimeSpan.MinValue);

            void Write(DataAddress address)
            {
                writer.Write((byte)address.Role);
                writer.Write(address.Node);
            }
        }
    }
}
