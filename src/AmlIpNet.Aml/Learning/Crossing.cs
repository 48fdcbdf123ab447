namespace AmlIpNet.Aml;

/// <summary>Sparse crossing: makes the positive duples hold in the current atomization, one after the other, and keeps the traces.</summary>
internal sealed class Crossing(MasterAtoms master, Simplification simplification, double simplifyAt, SplitMix64 random)
{
    private readonly List<int> _discriminant = [];
    private ulong[] _left = [];
    private ulong[] _right = [];
    private ulong[] _missing = [];

    /// <summary>Crosses what does not hold, and returns it.</summary>
    public DataSet Run(BatchTerms terms, ConstantTraces traces, CancellationToken cancellationToken)
    {
        var crossed = new DataSet();
        if (_missing.Length != master.TraceWords) _missing = new ulong[master.TraceWords];
        var limit = Math.Max(1, master.NonSingletons) * simplifyAt;
        foreach (var duple in terms.Positives)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!FindDiscriminant(terms.Terms[duple.Left], terms.Terms[duple.Right])) continue;
            crossed.Add(terms.Terms[duple.Left], terms.Terms[duple.Right], isPositive: true);
            foreach (var atom in _discriminant)
            {
                CrossAtom(atom);
                master.Remove(atom);
            }

            if (master.NonSingletons <= limit) continue;
            simplification.Run(traces, cancellationToken);
            limit = Math.Max(1, master.NonSingletons) * simplifyAt;
        }

        return crossed;
    }

    // The atoms below the left side and not below the right one. Leaves the atoms below the right side in _right, as they are
    // before the crossing.
    private bool FindDiscriminant(Term left, Term right)
    {
        if (_left.Length != master.AtomWords) (_left, _right) = (new ulong[master.AtomWords], new ulong[master.AtomWords]);
        master.Below(left, _left);
        master.Below(right, _right);
        Bitmap.Remove(_left, _right);
        _discriminant.Clear();
        for (var atom = Bitmap.Next(_left, 0); atom >= 0; atom = Bitmap.Next(_left, atom + 1)) _discriminant.Add(atom);
        return _discriminant.Count > 0;
    }

    // The atom gives way to its unions with atoms below the right side: as many as it takes to keep its trace, at least one.
    private void CrossAtom(int atom)
    {
        master.Missing(master.Trace(atom), _missing);
        var indicator = Bitmap.Pick(_missing, random);
        if (indicator < 0)
        {
            var any = Bitmap.Pick(_right, random);
            if (any >= 0) master.AddUnion(atom, any);
            return;
        }

        for (; indicator >= 0; indicator = Bitmap.Pick(_missing, random))
        {
            // There is one: the trace of the right side is within that of the left side, which is within the atom's.
            var other = Bitmap.PickAnd(_right, master.AtomsWithout(indicator)[.._right.Length], random);
            Bitmap.And(_missing, master.Trace(other));
            master.AddUnion(atom, other);
        }
    }
}
