namespace AmlIpNet.Testing;

// Who knows of whom: signs of life, leases, discovery.
internal sealed partial class SimWorld
{
    /// <summary>The liveliness lease of our writers.</summary>
    public static readonly TimeSpan LivelinessLease = TimeSpan.FromSeconds(0.5);

    /// <summary>The lease of our participants.</summary>
    public static readonly TimeSpan OurLease = TimeSpan.FromSeconds(1);

    /// <summary>The lease of AML-IP's participants.</summary>
    public static readonly TimeSpan TheirLease = TimeSpan.FromSeconds(20);

    private readonly List<SimView> _views = [];

    public IReadOnlyList<SimView> Views => _views;

    /// <summary>The node's process is gone, without a word. What it sent last may still arrive: all up to some moment.</summary>
    public void Kill(SimNode node)
    {
        if (!node.IsAlive) return;
        Note(node, 3, 0, $"is killed");
        node.IsAlive = false;
        node.IsPaused = false;
        var orders = _links.Where(l => l.Writer.Owner == node).SelectMany(l => l.UnderWay).Select(u => u.Sample.Order).Order().ToArray();
        long last = orders.Length == 0 ? 0 : orders[0] - 1 + FaultLuck.Below((int)Math.Min(1000, orders[^1] - orders[0] + 2));
        foreach (var link in _links.Where(l => l.Writer.Owner == node || l.Reader == node))
        {
            var arriving = link.Reader == node || !link.ReaderMatched ? [] : link.UnderWay.Where(u => u.Sample.Order <= last).ToArray();
            link.UnderWay.Clear();
            foreach (var sample in arriving) link.UnderWay.Enqueue(sample);
        }

        Book.OnDeath(node);
        UpdateHearing(node);
    }

    /// <summary>The node's participant says goodbye.</summary>
    public void Leave(SimNode node)
    {
        if (!node.IsAlive) return;
        Note(node, 4, 0, $"has left");
        node.IsAlive = false;
        node.SaidGoodbye = true;
        foreach (var link in _links.Where(l => l.Reader == node)) link.UnderWay.Clear();
        Book.OnDeath(node);
        UpdateHearing(node);
    }

    public void Pause(SimNode node)
    {
        if (!node.IsRunning) return;
        Note(node, 5, 0, $"is stopped");
        node.IsPaused = true;
        node.PausedAt = Now;
        UpdateHearing(node);
    }

    public void Resume(SimNode node)
    {
        if (!node.IsAlive || !node.IsPaused) return;
        Note(node, 6, 0, $"goes on");
        node.IsPaused = false;
        var missed = Now - node.PausedAt;
        foreach (var view in node.Views)
        {
            // The others' leases have run out here too, unless what waits in the sockets is read first.
            if (view.Known == SimKnowledge.None || missed < LivelinessLease || FaultLuck.Chance(50)) continue;
            var lease = view.Other.IsNative ? OurLease : TheirLease;
            if (missed >= lease)
            {
                view.Generation++;
                Schedule(new(OccurrenceKind.Lose, view.Index, view.Generation), Now);
            }
            else if (view.Other.IsNative)
            {
                view.Generation++;
                Schedule(new(OccurrenceKind.Suspect, view.Index, view.Generation), Now);
                if (view.IsHeard) Schedule(new(OccurrenceKind.Trust, view.Index, view.Generation), Now + Network.Milliseconds(1, 50));
                else Schedule(new(OccurrenceKind.Lose, view.Index, view.Generation), Now + lease);
            }
        }

        foreach (var writer in node.Writers) Flush(writer);
        foreach (var what in node.Frozen) Schedule(what, Now + Network.Milliseconds(0, 1));
        node.Frozen.Clear();
        UpdateHearing(node);
        foreach (var link in _links.Where(l => l.Reader == node)) Schedule(link);
        node.Rearm();
    }

    /// <summary>Cuts the way between two nodes, or one way of it.</summary>
    public void Cut(SimNode from, SimNode to, int count)
    {
        var view = to.ViewOf(from);
        view.Cuts += count;
        UpdateHearing(view);
        if (view.IsCut) return;
        foreach (var link in _links.Where(l => l.Reader == to && l.Writer.Owner == from)) Schedule(link);
    }

    /// <summary>The observer takes the other for lost, though nothing is wrong with it, and finds it again by and by.</summary>
    public void Blink(SimView view)
    {
        Blinks++;
        Lose(view, view.Generation);
    }

    private void Introduce(SimNode node)
    {
        foreach (var other in Nodes)
        {
            node.Views.Add(NewView(node, other));
            if (other != node) other.Views.Add(NewView(other, node));
        }

        foreach (var other in Nodes.Where(n => n.IsAlive && n != node))
        {
            foreach (var writer in other.Writers) Connect(writer, node);
        }

        UpdateHearing(node);
    }

    private SimView NewView(SimNode observer, SimNode other)
    {
        var view = new SimView(_views.Count, observer, other);
        _views.Add(view);
        return view;
    }

    private void UpdateHearing(SimNode node)
    {
        foreach (var other in Nodes)
        {
            if (other != node && other.IsAlive) UpdateHearing(other.ViewOf(node));
            if (other != node && node.IsAlive) UpdateHearing(node.ViewOf(other));
        }
    }

    private void UpdateHearing(SimView view)
    {
        bool heard = view.Other.IsRunning && !view.IsCut;
        if (heard == view.IsHeard) return;
        view.IsHeard = heard;
        view.Generation++;
        if (heard)
        {
            if (view.Known == SimKnowledge.Suspected) Foresee(OccurrenceKind.Trust, view, Network.Milliseconds(1, 100));
            else if (view.Known == SimKnowledge.None) Foresee(OccurrenceKind.Find, view, Network.Milliseconds(1, Profile.SlowestDiscovery));
        }
        else if (view.Known != SimKnowledge.None)
        {
            if (view.Other.SaidGoodbye)
            {
                Foresee(OccurrenceKind.Lose, view, Network.Milliseconds(1, 30));
                return;
            }

            if (view.Other.IsNative) Foresee(OccurrenceKind.Suspect, view, LivelinessLease + Network.Milliseconds(0, 100));
            Foresee(OccurrenceKind.Lose, view, (view.Other.IsNative ? OurLease : TheirLease) + Network.Milliseconds(0, 300));
        }
    }

    private void Foresee(OccurrenceKind kind, SimView view, TimeSpan after) => Schedule(new(kind, view.Index, view.Generation), Now + after);

    private void Find(SimView view, int generation)
    {
        if (view.Generation != generation || view.Known != SimKnowledge.None || !view.IsHeard) return;
        view.Known = SimKnowledge.Trusted;
        Note(view.Observer, 7, (ulong)view.Other.Index, $"finds {view.Other.Id.Name}({view.Other.Life})");
        view.Observer.OnFound(view.Other);
        foreach (var link in _links.ToArray())
        {
            if (link.Writer.IsClosed) continue;
            if (link.Writer.Owner == view.Observer && link.Reader == view.Other) ForeseeMatch(link, OccurrenceKind.MatchWriter);
            if (link.Writer.Owner == view.Other && link.Reader == view.Observer) ForeseeMatch(link, OccurrenceKind.MatchReader);
        }
    }

    private void Suspect(SimView view, int generation)
    {
        if (view.Generation != generation || view.Known != SimKnowledge.Trusted) return;
        view.Known = SimKnowledge.Suspected;
        Note(view.Observer, 8, (ulong)view.Other.Index, $"suspects {view.Other.Id.Name}({view.Other.Life})");
        view.Observer.OnSuspected(view.Other);
    }

    private void Trust(SimView view, int generation)
    {
        if (view.Generation != generation || view.Known != SimKnowledge.Suspected) return;
        view.Known = SimKnowledge.Trusted;
        Note(view.Observer, 9, (ulong)view.Other.Index, $"trusts {view.Other.Id.Name}({view.Other.Life}) again");
        view.Observer.OnTrusted(view.Other);
    }

    private void Lose(SimView view, int generation)
    {
        if (view.Generation != generation || view.Known == SimKnowledge.None) return;
        view.Known = SimKnowledge.None;
        if (view.Other.IsAlive) Book.OnLostInVain();
        Note(view.Observer, 10, (ulong)view.Other.Index, $"loses {view.Other.Id.Name}({view.Other.Life})");
        foreach (var link in _links)
        {
            if (link.Writer.Owner == view.Observer && link.Reader == view.Other)
            {
                link.WriterMatched = false;
                link.WriterGeneration++;
                link.UnderWay.Clear(); // a rematch replays what is durable; the tail of the rest is lost
            }
            else if (link.Writer.Owner == view.Other && link.Reader == view.Observer)
            {
                link.ReaderMatched = false;
                link.ReaderGeneration++;
                // A reader that meets a writer anew is sent the whole history. Those of AML-IP are taken to remember what they had.
                if (link.Reader.IsNative) link.Taken = 0;
                if (!link.Writer.Topic.IsTransientLocal() && Profile.LosesUnseen) link.UnderWay.Clear();
            }
        }

        view.Observer.OnLost(view.Other);
        foreach (var writer in view.Observer.Writers) Flush(writer); // the lost reader may have held it up
        if (view.IsHeard) Foresee(OccurrenceKind.Find, view, Network.Milliseconds(1, Profile.SlowestDiscovery));
    }
}
