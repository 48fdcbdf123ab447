namespace AmlIpNet.Aml;

/// <summary>
/// Full crossing: the freest model of positive duples, in which exactly their consequences hold. Exact, and explosive: the atoms
/// may double with every duple. For tiny models: to look at, and to judge <see cref="Learner"/> by. Every atom that contradicts none of
/// the duples is a union of atoms of the freest model, so what holds in the freest model holds in every model of the duples.
/// </summary>
public static class FullCrossing
{
    /// <summary>The atoms that are allowed unless said otherwise.</summary>
    public const int DefaultMaxAtoms = 10_000;

    /// <summary>The freest model of the data's positive duples, without redundant atoms. Their order makes no difference but to the order of the atoms.</summary>
    /// <param name="data">The data; negative duples say nothing here.</param>
    /// <param name="constantCount">How many constants there are; those of the data are counted in any case.</param>
    /// <param name="maxAtoms">The most atoms at any time.</param>
    /// <exception cref="TooManyAtomsException">There would be more atoms.</exception>
    public static Atomization FreestModel(DataSet data, int constantCount = 0, int maxAtoms = DefaultMaxAtoms)
    {
        var model = new Atomization();
        for (var c = 0; c < Math.Max(constantCount, data.ConstantCount); c++) Take(model, [(ushort)c], maxAtoms);
        foreach (var duple in data.Duples)
        {
            if (duple.IsPositive) model = Cross(model, data.Terms[duple.Left], data.Terms[duple.Right], maxAtoms);
        }

        return model;
    }

    /// <summary>The freest model in which left ≤ right holds and all that holds in the given one: each atom that contradicts the duple gives way to its
    /// unions with the atoms below right.</summary>
    /// <exception cref="TooManyAtomsException">There would be more atoms.</exception>
    public static Atomization Cross(Atomization model, Term left, Term right, int maxAtoms = DefaultMaxAtoms)
    {
        List<int> discriminant = [], below = [];
        var crossed = new Atomization();
        for (var i = 0; i < model.Count; i++)
        {
            var isBelow = IsBelow(model[i], right);
            if (isBelow) below.Add(i);
            if (!isBelow && IsBelow(model[i], left)) discriminant.Add(i);
            else Take(crossed, model[i], maxAtoms);
        }

        if (discriminant.Count == 0) return crossed;
        foreach (var first in discriminant)
        {
            foreach (var second in below) Take(crossed, Union(model[first], model[second]), maxAtoms);
        }

        return WithoutRedundant(crossed);
    }

    /// <summary>The model without the atoms that are unions of others: nothing that holds or fails depends on them.</summary>
    public static Atomization WithoutRedundant(Atomization model)
    {
        var constants = new HashSet<ushort>();
        return model.Where(atom =>
        {
            constants.Clear();
            for (var other = 0; other < model.Count; other++)
            {
                if (other != atom && IsSubset(model[other], model[atom])) constants.UnionWith(model[other].ToArray());
            }

            return constants.Count < model[atom].Length;
        });
    }

    /// <summary>Whether left ≤ right holds: every atom below left is below right.</summary>
    public static bool Holds(Atomization model, Term left, Term right)
    {
        for (var i = 0; i < model.Count; i++)
        {
            if (IsBelow(model[i], left) && !IsBelow(model[i], right)) return false;
        }

        return true;
    }

    private static void Take(Atomization model, ReadOnlySpan<ushort> atom, int maxAtoms)
    {
        if (model.Add(atom) && model.Count > maxAtoms)
            throw new TooManyAtomsException($"Full crossing needs more than {maxAtoms:N0} atoms. Use it for tiny models only, allow more atoms, or let {nameof(Learner)} learn the data.");
    }

    private static bool IsBelow(ReadOnlySpan<ushort> atom, Term term)
    {
        foreach (var c in atom)
        {
            if (term.Contains(c)) return true;
        }

        return false;
    }

    private static bool IsSubset(ReadOnlySpan<ushort> small, ReadOnlySpan<ushort> large)
    {
        foreach (var c in small)
        {
            if (large.BinarySearch(c) < 0) return false;
        }

        return true;
    }

    private static ushort[] Union(ReadOnlySpan<ushort> first, ReadOnlySpan<ushort> second) => [.. new SortedSet<ushort>([.. first, .. second])];
}
