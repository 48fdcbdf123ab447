namespace AmlIpNet.Aml;

public sealed partial class Learner
{
    private ulong[] _atomsLeft = [];
    private ulong[] _atomsRight = [];
    private readonly List<int> _discriminant = [];

    // Makes every positive duple hold: each atom that is below the left side and not below the right one gives way to its unions
    // with atoms below the right side, as many as it takes to keep its trace. Returns the duples that did not hold.
    private DataSet Cross(BatchTerms terms, ConstantTraces traces, CancellationToken cancellationToken)
    {
        var stored = new DataSet();
        var missing = new ulong[_master.TraceWords];
        var limit = Math.Max(1, _master.NonSingletons) * _options.SimplifyAt;
        foreach (var duple in terms.Positives)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!FindDiscriminant(terms.Terms[duple.Left], terms.Terms[duple.Right])) continue;
            stored.Add(terms.Terms[duple.Left], terms.Terms[duple.Right], isPositive: true);
            foreach (var atom in _discriminant)
            {
                CrossAtom(atom, missing);
                _master.Remove(atom);
            }

            if (_master.NonSingletons <= limit) continue;
            Simplify(traces, cancellationToken);
            limit = Math.Max(1, _master.NonSingletons) * _options.SimplifyAt;
        }

        return stored;
    }

    // Leaves the atoms below the right side, as they are before the crossing, in _atomsRight.
    private bool FindDiscriminant(Term left, Term right)
    {
        var words = _master.AtomWords;
        if (_atomsLeft.Length != words) (_atomsLeft, _atomsRight) = (new ulong[words], new ulong[words]);
        _master.Below(left, _atomsLeft);
        _master.Below(right, _atomsRight);
        Bitmap.Remove(_atomsLeft, _atomsRight);
        _discriminant.Clear();
        for (var atom = Bitmap.Next(_atomsLeft, 0); atom >= 0; atom = Bitmap.Next(_atomsLeft, atom + 1)) _discriminant.Add(atom);
        return _discriminant.Count > 0;
    }

    private void CrossAtom(int atom, Span<ulong> missing)
    {
        _master.Missing(_master.Trace(atom), missing);
        var indicator = Bitmap.Pick(missing, _random);
        if (indicator < 0)
        {
            var any = Bitmap.Pick(_atomsRight, _random);
            if (any >= 0) _master.AddUnion(atom, any);
            return;
        }

        for (; indicator >= 0; indicator = Bitmap.Pick(missing, _random))
        {
            // There is one: the trace of the right side is within that of the left side, which is within the atom's.
            var other = Bitmap.PickAnd(_atomsRight, _master.AtomsWithout(indicator)[.._atomsRight.Length], _random);
            Bitmap.And(missing, _master.Trace(other));
            _master.AddUnion(atom, other);
        }
    }
}
