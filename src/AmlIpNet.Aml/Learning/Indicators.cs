namespace AmlIpNet.Aml;

/// <summary>
/// The indicators of a batch: sets of constants, closed under the positive duples, that tell the negative duples from what
/// must hold. They are right sides of negative duples and pinning terms, that is, all constants but those of an atom of the
/// union. Only a few of each are chosen: enough for every negative duple to have one.
/// </summary>
internal sealed class Indicators
{
    private readonly List<int> _pins = [];
    private readonly List<int> _rights = [];

    /// <summary>For each constant, the indicators that hold it. Pins come first.</summary>
    public BitMatrix ConstantRows { get; } = new();

    public int Count => _pins.Count + _rights.Count;

    public int PinCount => _pins.Count;

    public int RightCount => _rights.Count;

    /// <summary>Chooses the indicators.</summary>
    /// <param name="terms">The batch.</param>
    /// <param name="union">The union, without refuted atoms.</param>
    /// <param name="pinnable">For each left term, the atoms of the union that are below it and may be pinned.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InconsistentDataException">A negative duple follows from the positive ones.</exception>
    public void Choose(BatchTerms terms, Atomization union, IReadOnlyList<IReadOnlyList<int>> pinnable, SplitMix64 random, CancellationToken cancellationToken)
    {
        _pins.Clear();
        _rights.Clear();
        var closures = new Closures(terms);
        var closed = CloseRights(terms, closures, cancellationToken);
        Reduce(terms, closures, closed, union, pinnable, random, cancellationToken);
        Transpose(terms, closed, union);
    }

    private static Dictionary<int, ulong[]> CloseRights(BatchTerms terms, Closures closures, CancellationToken cancellationToken)
    {
        var closed = new Dictionary<int, ulong[]>();
        foreach (var duple in terms.Negatives)
        {
            if (!closed.TryGetValue(duple.Right, out var set))
            {
                cancellationToken.ThrowIfCancellationRequested();
                set = terms.Rows[duple.Right].ToArray();
                closures.Close(set);
                closed.Add(duple.Right, set);
            }

            if (Bitmap.IsSubset(terms.Rows[duple.Left], set)) throw Contradiction(terms, duple);
        }

        return closed;
    }

    private static InconsistentDataException Contradiction(BatchTerms terms, Duple duple) => new(
        $"The data contradicts itself: {terms.Terms[duple.Left]} ≤ {terms.Terms[duple.Right]} must not hold, but it follows from the positive duples"
        + " of this batch and of those before. Take one side of the contradiction out of the data; most often an example has two labels.");

    // Random order; a negative duple that no chosen indicator tells apart gets one of those that would, each as likely.
    private void Reduce(BatchTerms terms, Closures closures, Dictionary<int, ulong[]> closed, Atomization union,
        IReadOnlyList<IReadOnlyList<int>> pinnable, SplitMix64 random, CancellationToken cancellationToken)
    {
        var told = new BitMatrix();
        told.Reset(terms.Lefts.Count, terms.Terms.Count);
        var map = new ulong[told.RowWords];
        var negatives = terms.Negatives.ToArray();
        random.Shuffle<Duple>(negatives);
        foreach (var duple in negatives)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = terms.LeftOf(duple);
            if (Bitmap.Has(told[left], duple.Right)) continue;

            var pin = PickPin(union, pinnable[left], terms.Rows[duple.Right], random);
            if (pin >= 0)
            {
                _pins.Add(pin);
                terms.Columns.Hit(union[pin], map);
                for (var l = 0; l < terms.Lefts.Count; l++)
                {
                    if (Bitmap.Has(map, terms.Lefts[l])) Bitmap.OrNot(told[l], map);
                }
            }
            else
            {
                _rights.Add(duple.Right);
                closures.Within(closed[duple.Right], map);
                for (var l = 0; l < terms.Lefts.Count; l++)
                {
                    if (!Bitmap.Has(map, terms.Lefts[l])) Bitmap.Or(told[l], map);
                }
            }
        }
    }

    // The candidates are the atoms without a constant of the right term, and as one more the right term itself (-1).
    private static int PickPin(Atomization union, IReadOnlyList<int> atoms, ReadOnlySpan<ulong> right, SplitMix64 random)
    {
        const int Tries = 256;
        for (var i = 0; i < Tries; i++)
        {
            var drawn = random.Below(atoms.Count + 1);
            if (drawn == atoms.Count) return -1;
            if (!Meets(union[atoms[drawn]], right)) return atoms[drawn];
        }

        var useful = new List<int>();
        foreach (var atom in atoms)
        {
            if (!Meets(union[atom], right)) useful.Add(atom);
        }

        var chosen = random.Below(useful.Count + 1);
        return chosen == useful.Count ? -1 : useful[chosen];
    }

    private static bool Meets(ReadOnlySpan<ushort> atom, ReadOnlySpan<ulong> constants)
    {
        foreach (var c in atom)
        {
            if (Bitmap.Has(constants, c)) return true;
        }

        return false;
    }

    private void Transpose(BatchTerms terms, Dictionary<int, ulong[]> closed, Atomization union)
    {
        var constants = terms.Columns.ConstantCount;
        ConstantRows.Reset(constants, Count);
        var allPins = new ulong[ConstantRows.RowWords];
        Bitmap.SetFirst(allPins, PinCount);
        for (var c = 0; c < constants; c++) allPins.CopyTo(ConstantRows[c]);
        for (var i = 0; i < PinCount; i++)
        {
            foreach (var c in union[_pins[i]]) Bitmap.Clear(ConstantRows[c], i);
        }

        for (var i = 0; i < RightCount; i++)
        {
            ReadOnlySpan<ulong> set = closed[_rights[i]];
            for (var c = Bitmap.Next(set, 0); c >= 0; c = Bitmap.Next(set, c + 1)) Bitmap.Set(ConstantRows[c], PinCount + i);
        }
    }
}
