namespace AmlIpNet.Aml;

/// <summary>
/// The traces of the constants: the indicators that all atoms with the constant have. The trace of a term is the AND of those
/// of its constants. Atoms of one constant are added until no positive duple's right side has a larger trace than its left side
/// and every negative duple's has something that its left side has not; crossing and thinning out keep the traces.
/// </summary>
internal sealed class ConstantTraces
{
    private readonly MasterAtoms _master;
    private readonly Indicators _indicators;
    private readonly BitMatrix _traces = new();
    private readonly ulong[] _left;
    private readonly ulong[] _right;

    public ConstantTraces(MasterAtoms master, Indicators indicators)
    {
        (_master, _indicators) = (master, indicators);
        var constants = indicators.ConstantRows.Rows;
        _traces.Reset(constants, indicators.Count);
        _left = new ulong[_traces.RowWords];
        _right = new ulong[_traces.RowWords];
        for (var c = 0; c < constants; c++)
        {
            master.AllIndicators.CopyTo(_traces[c]);
            var atoms = master.AtomsWith(c);
            for (var atom = Bitmap.Next(atoms, 0); atom >= 0; atom = Bitmap.Next(atoms, atom + 1)) Bitmap.And(_traces[c], master.Trace(atom));
        }
    }

    /// <summary>How many constants there are.</summary>
    public int Count => _traces.Rows;

    public ReadOnlySpan<ulong> this[int constant] => _traces[constant];

    public void Enforce(BatchTerms terms, SplitMix64 random, CancellationToken cancellationToken)
    {
        var negatives = terms.Negatives.OrderBy(d => d.Right).ToArray();
        bool added;
        do
        {
            added = false;
            foreach (var duple in terms.Positives)
            {
                cancellationToken.ThrowIfCancellationRequested();
                added |= EnforcePositive(terms.Terms[duple.Left], terms.Terms[duple.Right], random);
            }

            for (var i = 0; i < negatives.Length; i++)
            {
                // The atoms that are added for a negative duple are not below its right side, whose trace stays.
                if (i == 0 || negatives[i].Right != negatives[i - 1].Right)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    TraceOf(terms.Terms[negatives[i].Right], _right);
                }

                added |= EnforceNegative(terms.Terms[negatives[i].Left], terms.Rows[negatives[i].Right], random);
            }
        }
        while (added);
    }

    private bool EnforcePositive(Term left, Term right, SplitMix64 random)
    {
        TraceOf(right, _right);
        TraceOf(left, _left);
        Bitmap.Remove(_right, _left);
        var added = false;
        for (var indicator = Bitmap.Pick(_right, random); indicator >= 0; indicator = Bitmap.Pick(_right, random), added = true)
        {
            // There is one: an indicator with all constants of the right side is closed, and so in the left side's trace.
            var constant = PickWithout(right.Constants, indicator, random);
            AddSingleton(constant);
            Bitmap.And(_right, _traces[constant]);
        }

        return added;
    }

    // Expects the trace of the right side in _right.
    private bool EnforceNegative(Term left, ReadOnlySpan<ulong> right, SplitMix64 random)
    {
        TraceOf(left, _left);
        if (!Bitmap.IsSubset(_right, _left)) return false;
        var candidates = 0;
        var chosen = 0;
        foreach (var c in left.Constants)
        {
            if (Bitmap.Has(right, c) || Bitmap.IsSubset(_right, _indicators.ConstantRows[c])) continue;
            if (random.Below(++candidates) == 0) chosen = c;
        }

        if (candidates == 0) throw new InvalidOperationException($"No indicator tells {left} from the right side of its negative duple.");
        AddSingleton(chosen);
        return true;
    }

    private int PickWithout(ReadOnlySpan<ushort> constants, int indicator, SplitMix64 random)
    {
        var candidates = 0;
        foreach (var c in constants)
        {
            if (!Bitmap.Has(_indicators.ConstantRows[c], indicator)) candidates++;
        }

        var rank = random.Below(candidates);
        foreach (var c in constants)
        {
            if (!Bitmap.Has(_indicators.ConstantRows[c], indicator) && rank-- == 0) return c;
        }

        throw new InvalidOperationException($"Indicator {indicator} is not closed under the positive duples.");
    }

    private void AddSingleton(int constant)
    {
        _master.Add([(ushort)constant]);
        Bitmap.And(_traces[constant], _indicators.ConstantRows[constant]);
    }

    private void TraceOf(Term term, Span<ulong> trace)
    {
        _traces.AndRows(term.Constants, trace);
        if (term.Count == 0) _master.AllIndicators.CopyTo(trace);
    }
}
