namespace AmlIpNet.Testing;

// Writers, links, and what is under way on them.
internal sealed partial class SimWorld
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMilliseconds(400);

    private readonly List<SimLink> _links = [];
    private long _writes;

    public IReadOnlyList<SimLink> Links => _links;

    public long Deliveries { get; private set; }

    /// <summary>Samples written on native topics; what goes to several readers counts once.</summary>
    public long NativeWrites { get; private set; }

    public SimWriter CreateWriter(SimNode owner, SimTopic topic, NodeId target)
    {
        var (keepLast, durable) = topic switch
        {
            SimTopic.Request or SimTopic.Target => owner.IsNative ? (Profile.HistoryDepth, Profile.HistoryDepth) : (int.MaxValue, int.MaxValue),
            SimTopic.Reply => (int.MaxValue, owner.IsNative ? 16 : int.MaxValue),
            SimTopic.Data or SimTopic.Solution => (int.MaxValue, owner.IsNative ? 1 : int.MaxValue),
            SimTopic.Availability => (1, 1),
            _ => (int.MaxValue, 0),
        };
        var writer = new SimWriter(owner, topic, target, keepLast, durable);
        foreach (var node in Nodes) Connect(writer, node);
        return writer;
    }

    /// <summary>Writes a sample, or keeps it until it can be written: without a reader, or while the reader does not keep up.</summary>
    public void Send(SimWriter writer, SimSample sample)
    {
        sample.Writer = writer.Owner.Index;
        writer.Unsent.AddLast(sample);
        Flush(writer);
    }

    public void Flush(SimWriter writer)
    {
        while (!writer.IsClosed && writer.Unsent.First is { } first && CanWrite(writer))
        {
            writer.Unsent.RemoveFirst();
            Write(writer, first.Value);
        }
    }

    /// <summary>The node ends a writer: what is under way is lost.</summary>
    public void Close(SimWriter writer)
    {
        writer.IsClosed = true;
        writer.Unsent.Clear();
        foreach (var link in writer.Links)
        {
            link.UnderWay.Clear();
            link.WriterMatched = link.ReaderMatched = false;
            link.WriterGeneration++;
            link.ReaderGeneration++;
        }
    }

    private bool CanWrite(SimWriter writer)
    {
        if (!writer.Topic.IsDirect()) return true;
        bool matched = false;
        foreach (var link in writer.Links)
        {
            if (!link.WriterMatched) continue;
            matched = true;
            if (link.UnderWay.Count >= Profile.WriterLimit) return false;
        }

        return matched;
    }

    private void Write(SimWriter writer, SimSample sample)
    {
        sample.Number = ++writer.Written;
        sample.Order = ++_writes;
        if (writer.Topic.IsNative()) NativeWrites++;
        if (writer.Durable > 0)
        {
            writer.History.Add(sample);
            if (writer.History.Count > writer.Durable) writer.History.RemoveAt(0);
        }

        foreach (var link in writer.Links) Put(link, sample);
    }

    private void Put(SimLink link, SimSample sample)
    {
        if (!link.WriterMatched) return;
        // A reader that has not met the writer yet is waited for; one that has lost sight of it may miss what is written meanwhile.
        if (!link.ReaderMatched && link.ReaderGeneration > 0 && !sample.Topic.IsTransientLocal() && Profile.LosesUnseen) return;
        var ready = Now + Delay();
        if (ready < link.LastReady) ready = link.LastReady;
        link.LastReady = ready;
        link.UnderWay.Enqueue((sample, ready));
        if (link.UnderWay.Count > link.Writer.KeepLast) link.UnderWay.Dequeue();
        Schedule(link);
    }

    private TimeSpan Delay()
    {
        var delay = Network.Time(Profile.ShortestDelay, Profile.LongestDelay);
        if (!Network.Chance(Profile.StragglerPercent)) return delay;
        delay *= Network.Between(5, 50);
        return delay < s_longestDelay ? delay : s_longestDelay;
    }

    private void Schedule(SimLink link)
    {
        if (Search is not null || link.IsScheduled || link.UnderWay.Count == 0 || !Flows(link)) return;
        link.IsScheduled = true;
        Schedule(new Occurrence(OccurrenceKind.Deliver, link.Index), link.UnderWay.Peek().Ready);
    }

    /// <summary>Whether samples get through. Those of a dead node that are still under way were sent before its death.</summary>
    public bool Flows(SimLink link) =>
        link.WriterMatched && link.ReaderMatched && link.Reader.IsRunning && !link.Reader.ViewOf(link.Writer.Owner).IsCut;

    private void Deliver(SimLink link)
    {
        link.IsScheduled = false;
        if (link.UnderWay.Count == 0 || !Flows(link)) return;
        if (Search is null && link.UnderWay.Peek().Ready > Now)
        {
            Schedule(link);
            return;
        }

        var sample = link.UnderWay.Dequeue().Sample;
        if (sample.Number > link.Taken)
        {
            link.Taken = sample.Number;
            Deliveries++;
            Note(link.Reader, 2, Prng.Mix((ulong)sample.Topic + 1) ^ (ulong)sample.Order, $"gets {sample}");
            link.Reader.OnSample(sample);
            StrikeByCount();
        }

        Schedule(link);
        if (link.Writer.Owner.IsRunning) Flush(link.Writer);
    }

    private void Connect(SimWriter writer, SimNode node)
    {
        if (writer.IsClosed || node == writer.Owner || !node.Reads(writer.Topic) || (writer.Topic.IsDirect() && node.Id != writer.Target)) return;
        if (writer.Topic == SimTopic.Target && node is NativeClient && writer.Owner is not NativeServer) return; // it looks at its own only, which others publish when they heal
        var link = new SimLink(_links.Count, writer, node);
        _links.Add(link);
        writer.Links.Add(link);
        if (writer.Owner.ViewOf(node).Known != SimKnowledge.None) ForeseeMatch(link, OccurrenceKind.MatchWriter);
        if (node.ViewOf(writer.Owner).Known != SimKnowledge.None) ForeseeMatch(link, OccurrenceKind.MatchReader);
    }

    private void ForeseeMatch(SimLink link, OccurrenceKind side)
    {
        int generation = side == OccurrenceKind.MatchWriter ? link.WriterGeneration : link.ReaderGeneration;
        var occurrence = new Occurrence(side, link.Index, generation);
        if (Search is not null) Happen(occurrence);
        else Schedule(occurrence, Now + Network.Milliseconds(0.05, Profile.SlowestMatch));
    }

    private void MatchWriter(SimLink link, int generation)
    {
        if (link.WriterGeneration != generation || link.Writer.IsClosed || link.WriterMatched) return;
        link.WriterMatched = true;
        Replay(link);
        link.Writer.Owner.OnReaderMatched(link);
        Flush(link.Writer);
    }

    private void MatchReader(SimLink link, int generation)
    {
        if (link.ReaderGeneration != generation || link.Writer.IsClosed || link.ReaderMatched) return;
        link.ReaderMatched = true;
        if (link.WriterMatched) Replay(link);
        Schedule(link);
        if (link.Writer.Owner.IsRunning) Flush(link.Writer);
    }

    private void Replay(SimLink link)
    {
        if (link.Writer.Durable == 0 || link.Writer.History.Count == 0 || !link.Writer.Owner.IsAlive) return;
        var kept = link.UnderWay.ToArray();
        link.UnderWay.Clear();
        var unacknowledged = kept.Where(k => k.Sample.Number < link.Writer.History[0].Number).Select(k => k.Sample).Distinct();
        foreach (var sample in unacknowledged.Concat(link.Writer.History).ToArray()) Put(link, sample);
    }
}
