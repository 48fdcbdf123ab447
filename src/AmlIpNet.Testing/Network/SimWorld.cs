using System.Runtime.CompilerServices;

namespace AmlIpNet.Testing;

/// <summary>
/// A network in virtual time that behaves as DDS does, with its nodes and their users. First in, first out from each writer to each
/// reader, no order between topics; the history is replayed to who joins or comes back; what is not delivered yet may be overwritten by
/// newer samples (keep last) or hold up the writer (keep all); whoever loses sight of the other side loses what was
/// under way; each participant finds, suspects and loses the others at its own time.
/// </summary>
internal sealed partial class SimWorld
{
    private readonly PriorityQueue<Occurrence, (TimeSpan At, long Order)> _agenda = new();
    private long _agendaOrder;

    public SimWorld(ulong seed, SimProfile profile, Saboteur? saboteur = null, bool records = false)
    {
        Profile = profile;
        Saboteur = saboteur;
        Trace = new(records);
        Book = new(this);
        var prng = new Prng(Prng.Mix(seed + 1));
        Network = prng.Fork();
        Handlers = prng.Fork();
        FaultLuck = prng.Fork();
    }

    public SimProfile Profile { get; }

    public Saboteur? Saboteur { get; }

    public SimTrace Trace { get; }

    /// <summary>The book of what was promised and done; it checks the rules.</summary>
    public Book Book { get; }

    public TimeSpan Now { get; private set; }

    public long Steps { get; private set; }

    public List<SimNode> Nodes { get; } = [];

    public Prng Network { get; }

    public Prng Handlers { get; }

    public Prng FaultLuck { get; }

    public List<Execution> Executions { get; } = [];

    /// <summary>Adds a participant: the others find it by and by, and are sent what is left in the histories.</summary>
    public T Add<T>(Func<int, T> create) where T : SimNode
    {
        var node = create(Nodes.Count);
        Nodes.Add(node);
        Note(node, 1, 0, $"starts");
        Introduce(node);
        node.Start();
        return node;
    }

    public void Schedule(in Occurrence what, TimeSpan at)
    {
        if (Search is not null) Search.Foresee(what);
        else _agenda.Enqueue(what, (at < Now ? Now : at, ++_agendaOrder));
    }

    /// <summary>Lets time pass without anything else.</summary>
    public void PassTime(TimeSpan to)
    {
        if (to > Now) Now = to;
    }

    /// <summary>Lets the next thing happen.</summary>
    /// <returns>False when nothing is going to happen before <paramref name="end"/>.</returns>
    public bool Step(TimeSpan end)
    {
        if (!_agenda.TryPeek(out var what, out var key) || key.At > end) return false;
        _agenda.Dequeue();
        Now = key.At;
        Happen(what);
        return true;
    }

    /// <summary>Writes into the trace: always its hash, its text when it is recorded.</summary>
    public void Note(SimNode? who, int kind, ulong detail, [InterpolatedStringHandlerArgument("")] ref TraceText text)
    {
        Trace.Fold((ulong)Now.Ticks);
        Trace.Fold(((ulong)(who?.Index ?? -1) << 32) ^ (ulong)kind);
        Trace.Fold(detail);
        if (Trace.IsRecording) Trace.Write(Now, who is null ? "" : $"{who.Id.Name}{(who.Life > 1 ? $"({who.Life})" : "")}", text.ToStringAndClear());
    }

    public void Happen(in Occurrence what)
    {
        Steps++;
        if (NodeOf(what) is { } node)
        {
            if (!node.IsAlive) return;
            if (node.IsPaused)
            {
                node.Frozen.Add(what);
                return;
            }
        }

        switch (what.Kind)
        {
            case OccurrenceKind.Submit: Book.Jobs[what.Subject].Submit(); break;
            case OccurrenceKind.Cancel: Book.Jobs[what.Subject].Cancel(); break;
            case OccurrenceKind.Wake: Nodes[what.Subject].OnWake(); break;
            case OccurrenceKind.Deliver: Deliver(_links[what.Subject]); break;
            case OccurrenceKind.MatchWriter: MatchWriter(_links[what.Subject], what.Generation); break;
            case OccurrenceKind.MatchReader: MatchReader(_links[what.Subject], what.Generation); break;
            case OccurrenceKind.Find: Find(_views[what.Subject], what.Generation); break;
            case OccurrenceKind.Suspect: Suspect(_views[what.Subject], what.Generation); break;
            case OccurrenceKind.Trust: Trust(_views[what.Subject], what.Generation); break;
            case OccurrenceKind.Lose: Lose(_views[what.Subject], what.Generation); break;
            case OccurrenceKind.HandlerEnds: Executions[what.Subject].End(what.Generation); break;
            case OccurrenceKind.HandlerTells: Executions[what.Subject].Tell(); break;
            case OccurrenceKind.Fault: Faults[what.Subject].Strike(this); break;
            case OccurrenceKind.Repair: Faults[what.Subject].Repair(this); break;
            case OccurrenceKind.Resume: Resume(Nodes[what.Subject]); break;
            case OccurrenceKind.Dispose: Nodes[what.Subject].OnDispose(); break;
            case OccurrenceKind.Inspect: Book.Inspect(); break;
            default: throw new InvalidOperationException($"Nothing is known of {what}.");
        }
    }

    // In whose process it happens: a dead one does nothing, a stopped one does it later.
    private SimNode? NodeOf(in Occurrence what) => what.Kind switch
    {
        OccurrenceKind.Submit or OccurrenceKind.Cancel => Book.Jobs[what.Subject].Owner,
        OccurrenceKind.Wake or OccurrenceKind.Dispose => Nodes[what.Subject],
        OccurrenceKind.MatchWriter => _links[what.Subject].Writer.Owner,
        OccurrenceKind.MatchReader => _links[what.Subject].Reader,
        OccurrenceKind.Find or OccurrenceKind.Suspect or OccurrenceKind.Trust or OccurrenceKind.Lose => _views[what.Subject].Observer,
        OccurrenceKind.HandlerEnds or OccurrenceKind.HandlerTells => Executions[what.Subject].Owner,
        _ => null,
    };
}
