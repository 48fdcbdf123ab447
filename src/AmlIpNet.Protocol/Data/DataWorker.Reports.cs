namespace AmlIpNet.Protocol;

// What the Centers are told, and what waits until they have heard it.
public sealed partial class DataWorker
{
    private readonly SortedDictionary<NodeId, ulong> _centers = []; // those that this worker is registered with, and the last report that each acknowledged
    private readonly Queue<Waiting> _held = new(); // in the order of their reports
    private readonly List<Waiting> _heldBack = [];
    private ulong _reports;

    /// <summary>Centers that it is registered with.</summary>
    public IReadOnlyCollection<NodeId> Centers => _centers.Keys;

    /// <summary>A Center is there, or asks it to register. A Center need not have noticed that this worker had lost it.</summary>
    public void OnCenter(NodeId center, TimeSpan now, ICollection<DataAction> actions)
    {
        if (!_centers.ContainsKey(center)) _centers.Add(center, 0);
        actions.Add(new(DataActionKind.Register, To: DataAddress.Center(center), Request: _reports));
        Release(now, actions);
        Drain(now, actions);
    }

    /// <summary>A Center has all reports up to this one in its maps.</summary>
    public void OnAck(NodeId center, ulong report, TimeSpan now, ICollection<DataAction> actions)
    {
        if (!_centers.TryGetValue(center, out ulong known) || report <= known) return;
        _centers[center] = report;
        Release(now, actions);
        Drain(now, actions);
    }

    private void Report(DataEntry entry, ICollection<DataAction> actions)
    {
        if (_centers.Count == 0) return;
        _reports++;
        entry = WithoutLocal(entry);
        foreach (var center in _centers.Keys) actions.Add(new(DataActionKind.Report, entry.Key, DataAddress.Center(center), _reports, Entry: entry));
    }

    private DataEntry WithoutLocal(DataEntry entry) => entry.Recipe is { } recipe && options.LocalFunctions.Contains(recipe.Function) ? entry with { Recipe = null } : entry;

    private void WhenHeard(DataAction action, TimeSpan now, ICollection<DataAction> actions, Ticket? ticket = null, Computation? computing = null)
    {
        var waiting = new Waiting(_reports, now + options.AckPatience, action, ticket, computing);
        if (IsHeard(_reports)) Act(waiting, now, actions);
        else _held.Enqueue(waiting);
    }

    private void Release(TimeSpan now, ICollection<DataAction> actions)
    {
        while (_held.TryPeek(out var waiting) && (IsHeard(waiting.Report) || waiting.Due <= now)) Act(_held.Dequeue(), now, actions);
    }

    private bool IsHeard(ulong report) => _centers.Values.All(heard => heard >= report);

    private void Act(in Waiting waiting, TimeSpan now, ICollection<DataAction> actions)
    {
        if (waiting.Ticket is { } ticket) IsAnswered(ticket);
        if (waiting.Action.Kind != DataActionKind.Run)
        {
            actions.Add(waiting.Action);
            return;
        }

        // It may have been given up meanwhile, and another one begun.
        if (!_keys.TryGetValue(waiting.Action.Key, out var record) || record.Computing is not { IsStarted: true, IsRunning: false } computing || computing != waiting.Computing) return;
        if (!HasNeeded(record, now))
        {
            (computing.IsStarted, computing.IsAnnounced) = (false, false);
            _running--;
            Report(Describe(record), actions);
            return;
        }

        computing.IsRunning = true;
        actions.Add(waiting.Action with { Entry = Describe(record) });
    }

    // From now on other values may take the place of what it has made.
    private void IsAnswered(Ticket ticket)
    {
        foreach (var entry in ticket.Results)
            if (_keys.TryGetValue(entry.Key, out var record) && record.Maker == ticket) record.Maker = null;
    }

    // Answers that tell of it wait until the last report has been heard too.
    private void HoldBack(string key, TimeSpan now)
    {
        for (int i = _held.Count; i > 0; i--)
        {
            var waiting = _held.Dequeue();
            if (waiting.Ticket is null || !waiting.Ticket.Results.Exists(entry => entry.Key == key)) _held.Enqueue(waiting);
            else _heldBack.Add(waiting with { Report = _reports, Due = now + options.AckPatience });
        }

        foreach (var waiting in _heldBack) _held.Enqueue(waiting);
        _heldBack.Clear();
    }

    private void EndTickets(KeyRecord record, DataEntry entry, TimeSpan now, ICollection<DataAction> actions, Purpose? only = null)
    {
        var tickets = record.Tickets.Where(ticket => only is null || ticket.Purpose == only).ToArray();
        foreach (var ticket in tickets)
        {
            record.Tickets.Remove(ticket);
            ticket.Left--;
            ticket.Results.Add(entry);
            EndIfDone(ticket, now, actions);
        }
    }

    // Asked twice: the first one will be answered.
    private bool IsUnderWay(DataAddress from, ulong request, IReadOnlyList<DataEntry> entries)
    {
        foreach (var entry in entries)
            if (_keys.TryGetValue(entry.Key, out var record) && record.Tickets.Exists(ticket => ticket.To == from && ticket.Request == request)) return true;
        return false;
    }

    // Nobody is left to hear the answers.
    private void ForgetTickets(NodeId node)
    {
        foreach (var record in _keys.Values)
            if (record.Maker?.To.Node == node) record.Maker = null;
        foreach (var record in _keys.Values.Where(record => record.Tickets.RemoveAll(ticket => ticket.To.Node == node) > 0).ToArray()) Tidy(record);
        for (int i = _held.Count; i > 0; i--)
        {
            var waiting = _held.Dequeue();
            if (waiting.Action.Kind != DataActionKind.Reply || waiting.Action.To.Node != node) _held.Enqueue(waiting);
        }
    }

    private void EndIfDone(Ticket ticket, TimeSpan now, ICollection<DataAction> actions)
    {
        if (ticket.Left > 0 || ticket.IsDone) return;
        ticket.IsDone = true;
        WhenHeard(new(DataActionKind.Reply, To: ticket.To, Request: ticket.Request, Entries: ticket.Results), now, actions, ticket);
    }

    private void SaveReports(StateWriter writer)
    {
        writer.Write(_reports);
        writer.Write(_centers.Count);
        foreach (var (center, heard) in _centers)
        {
            writer.Write(center);
            writer.Write(heard);
        }

        foreach (var waiting in _held)
        {
            writer.Write(waiting.Report);
            writer.Write((byte)waiting.Action.Kind);
            writer.Write(waiting.Action.Key);
            writer.Write(waiting.Action.Request);
        }
    }

    private readonly record struct Waiting(ulong Report, TimeSpan Due, DataAction Action, Ticket? Ticket, Computation? Computing);

    private enum Purpose
    {
        Copy,
        Put,
        Compute,
    }

    private sealed class Ticket(DataAddress to, ulong request, Purpose purpose)
    {
        public readonly Purpose Purpose = purpose;
        public readonly DataAddress To = to;
        public readonly ulong Request = request;
        public readonly List<DataEntry> Results = [];
        public int Left;
        public bool IsDone;

        public void Add(KeyRecord record)
        {
            Left++;
            record.Tickets.Add(this);
        }
    }

    private sealed class KeyRecord(string key)
    {
        public readonly string Key = key;
        public readonly List<Ticket> Tickets = [];
        public readonly SortedSet<string> NeededBy = new(StringComparer.Ordinal);
        public ValueInfo? Held;
        public bool IsCopy; // brought for a computation: nobody asked that it be here
        public bool IsDropped; // such a copy that a Center was asked to have deleted here
        public Recipe? Recipe;
        public int Deaths;
        public bool IsOffered; // it is being brought because somebody offers it
        public ValueInfo Offered; // what is
        public Computation? Computing;
        public DataEntry? Asked; // the computation that begins if what is offered does not come
        public Ticket? Maker; // who put it, or had it computed, and has not been answered yet

        public bool IsToCompute => Computing is not null || Asked is not null;

        public void Save(StateWriter writer)
        {
            writer.Write(Key);
            writer.Write(Held is null);
            if (Held is { } held)
            {
                writer.Write(held.Size);
                writer.Write((ulong)(held.Digest >> 64));
                writer.Write((ulong)held.Digest);
                writer.Write(held.Version);
            }

            writer.Write(Recipe?.Function);
            writer.Write(Deaths);
            writer.Write(IsCopy);
            writer.Write(IsDropped);
            writer.Write(IsOffered);
            writer.Write(Asked?.Recipe?.Function);
            writer.Write(Asked?.Info.Version ?? 0);
            writer.Write(Maker is not null);
            writer.Write(Computing is null);
            if (Computing is { } computing)
            {
                writer.Write(computing.Version);
                writer.Write(computing.IsAnnounced);
                writer.Write(computing.IsStarted);
                writer.Write(computing.IsRunning);
                foreach (string missing in computing.Missing) writer.Write(missing);
            }

            foreach (string needing in NeededBy) writer.Write(needing);
            foreach (var ticket in Tickets)
            {
                writer.Write((byte)ticket.Purpose);
                writer.Write((byte)ticket.To.Role);
                writer.Write(ticket.To.Node);
                writer.Write(ticket.Request);
                writer.Write(ticket.Left);
            }
        }
    }
}
