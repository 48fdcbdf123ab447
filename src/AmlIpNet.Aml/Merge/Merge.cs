namespace AmlIpNet.Aml;

/// <summary>
/// Merges models that were trained apart. A merge is a union of sets, filtered or not: as a set it does not depend on the order of
/// the parts, on how they are grouped, or on parts that come twice. The atoms stand in the order of the parts.
/// </summary>
public static class Merge
{
    /// <summary>All atoms of all parts. In it a duple left ≤ right holds iff it holds in every part, and fails iff it fails in any.</summary>
    public static Atomization Raw(params IEnumerable<Atomization> parts)
    {
        var merged = new Atomization();
        foreach (var part in parts) merged.AddRange(part);
        return merged;
    }

    /// <summary>The atoms of all parts that contradict none of the filter's positive duples: in the merge all of these hold.</summary>
    public static Atomization Filtered(IEnumerable<Atomization> parts, ConsistencyFilter filter)
    {
        var raw = Raw(parts);
        return filter.Veto(raw).Apply(raw);
    }

    /// <summary>The same, where each holder of data has judged the atoms of <see cref="Raw"/> at home.</summary>
    /// <param name="parts">The parts, in the same order as for <see cref="Raw"/>.</param>
    /// <param name="vetoes">The holders' answers, at least one, in any order.</param>
    /// <exception cref="ArgumentException">There is no answer, or one is about other atoms.</exception>
    public static Atomization Filtered(IEnumerable<Atomization> parts, IEnumerable<VetoBitmap> vetoes) => VetoBitmap.Combine(vetoes).Apply(Raw(parts));
}
