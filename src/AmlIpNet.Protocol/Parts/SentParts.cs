using System.Globalization;

namespace AmlIpNet.Protocol;

/// <summary>
/// Which parts a client takes its servers to hold: those that it has sent to this incarnation of them before, also while it lost sight of them. Pure. It forgets as a server does that keeps
/// <see cref="CapacityOf"/> bytes; where a server holds less than this thinks, it says so, and is sent the job whole.
/// </summary>
/// <param name="maxParts">How many parts of all servers are remembered; beyond it those of the server that was sent nothing for the longest are forgotten first. 0: none.</param>
public sealed class SentParts(int maxParts)
{
    /// <summary>The attribute by which a server tells how many bytes of parts it keeps. Without it every part is sent each time.</summary>
    public const string CapacityAttribute = "part-cache";

    private readonly Dictionary<NodeId, Ledger> _ledgers = [];
    private readonly LinkedList<Ledger> _byUse = new();

    /// <summary>Parts remembered, of all servers.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of parts a server keeps, by its own word; 0 if it does not say.</summary>
    public static long CapacityOf(ServerAttributes? attributes) =>
        long.TryParse(attributes?.Find(CapacityAttribute), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : 0;

    /// <summary>Marks the parts of a payload that need not be sent as absent, and remembers the others: they are about to be.</summary>
    /// <param name="server">To whom.</param>
    /// <param name="incarnation">To which incarnation of it: an earlier one's parts are forgotten.</param>
    /// <param name="capacity">How many bytes of parts it keeps.</param>
    /// <param name="parts">The payload's parts.</param>
    /// <returns>How many bytes need not be sent.</returns>
    public long Refer(NodeId server, ulong incarnation, long capacity, Span<PayloadPart> parts)
    {
        if (maxParts == 0 || capacity == 0) return 0;
        var ledger = LedgerOf(server, incarnation);
        long spared = 0;
        foreach (ref var part in parts)
        {
            if (part.Digest == 0) continue;
            part = part with { IsAbsent = ledger.Parts.TryUse(part, out _) };
            if (part.IsAbsent) spared += part.Length;
            else Remember(ledger, part, capacity);
        }

        ForgetIfEmpty(ledger);
        return spared;
    }

    /// <summary>How many bytes of a payload's parts need not be sent to a server. Nothing is changed by asking.</summary>
    /// <param name="server">To whom.</param>
    /// <param name="incarnation">To which incarnation of it.</param>
    /// <param name="parts">The payload's parts.</param>
    public long BytesHeld(NodeId server, ulong incarnation, ReadOnlySpan<PayloadPart> parts)
    {
        if (parts.IsEmpty || !_ledgers.TryGetValue(server, out var ledger) || ledger.Incarnation != incarnation) return 0;
        long held = 0;
        foreach (ref readonly var part in parts)
        {
            if (part.Digest != 0 && ledger.Parts.Has(part)) held += part.Length;
        }

        return held;
    }

    /// <summary>A server has said that it does not hold a part.</summary>
    public void Forget(NodeId server, ulong incarnation, in PayloadPart part)
    {
        if (!_ledgers.TryGetValue(server, out var ledger) || ledger.Incarnation != incarnation || !ledger.Parts.Remove(part)) return;
        Count--;
        ForgetIfEmpty(ledger);
    }

    /// <summary>Writes what is remembered, by server.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_ledgers.Count);
        foreach (var ledger in _byUse)
        {
            writer.Write(ledger.Server);
            writer.Write(ledger.Incarnation);
            ledger.Parts.Save(writer);
        }
    }

    private Ledger LedgerOf(NodeId server, ulong incarnation)
    {
        if (_ledgers.TryGetValue(server, out var ledger) && ledger.Incarnation != incarnation)
        {
            Forget(ledger);
            ledger = null;
        }

        if (ledger is null)
        {
            ledger = new Ledger(server, incarnation);
            _ledgers.Add(server, ledger);
        }
        else
        {
            if (ledger.Place == _byUse.Last) return ledger;
            _byUse.Remove(ledger.Place);
        }

        _byUse.AddLast(ledger.Place);
        return ledger;
    }

    private void Remember(Ledger ledger, in PayloadPart part, long capacity)
    {
        int before = ledger.Parts.Count;
        ledger.Parts.Add(part, true, capacity);
        Count += ledger.Parts.Count - before;
        while (Count > maxParts)
        {
            var oldest = _byUse.First!.Value;
            if (oldest != ledger)
            {
                Forget(oldest);
                continue;
            }

            ledger.Parts.RemoveOldest();
            Count--;
        }
    }

    private void Forget(Ledger ledger)
    {
        _ledgers.Remove(ledger.Server);
        _byUse.Remove(ledger.Place);
        Count -= ledger.Parts.Count;
    }

    private void ForgetIfEmpty(Ledger ledger)
    {
        if (ledger.Parts.Count == 0) Forget(ledger);
    }

    private sealed class Ledger
    {
        public readonly NodeId Server;
        public readonly ulong Incarnation;
        public readonly PartLru<bool> Parts = new();
        public readonly LinkedListNode<Ledger> Place;

        public Ledger(NodeId server, ulong incarnation)
        {
            (Server, Incarnation) = (server, incarnation);
            Place = new LinkedListNode<Ledger>(this);
        }
    }
}
