namespace AmlIpNet.Testing;

/// <summary>Decides what happens next in a world, in the place of the clock: whatever is foreseen may happen in any order.</summary>
internal sealed class Search
{
    /// <summary>What may happen besides deliveries.</summary>
    public List<Occurrence> Foreseen { get; } = [];

    public void Foresee(in Occurrence what)
    {
        if (what.Kind is OccurrenceKind.HandlerTells or OccurrenceKind.Inspect) return;
        Foreseen.Add(what);
    }

    /// <summary>Lets what is no matter of chance happen at once: endpoints of nodes that know each other match.</summary>
    public void Settle(SimWorld world, bool discovery)
    {
        for (int i = 0; i < Foreseen.Count;)
        {
            var what = Foreseen[i];
            if (what.Kind is not (OccurrenceKind.MatchWriter or OccurrenceKind.MatchReader) && !(discovery && what.Kind == OccurrenceKind.Find))
            {
                i++;
                continue;
            }

            Foreseen.RemoveAt(i);
            world.Happen(what);
            i = 0;
        }
    }
}
