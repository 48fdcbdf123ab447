namespace AmlIpNet.Aml;

/// <summary>
/// The duples of one batch together with the stored positives: their distinct terms, as bitmaps over the constants and as
/// columns over the terms.
/// </summary>
internal sealed class BatchTerms
{
    private readonly DataSet _all = new();
    private readonly HashSet<Duple> _seen = [];
    private readonly int[] _leftOf;

    /// <param name="batch">The new duples.</param>
    /// <param name="stored">Positive duples of earlier batches.</param>
    /// <param name="constantCount">How many constants there are.</param>
    /// <param name="random">Gives the order of the new positives.</param>
    public BatchTerms(DataSet batch, DataSet stored, int constantCount, SplitMix64 random)
    {
        foreach (var duple in batch.Duples) Take(batch, duple);
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Positives));
        foreach (var duple in stored.Duples) Take(stored, duple);

        _leftOf = new int[Terms.Count];
        _leftOf.AsSpan().Fill(-1);
        foreach (var duple in Positives.Concat(Negatives))
        {
            if (_leftOf[duple.Left] >= 0) continue;
            _leftOf[duple.Left] = Lefts.Count;
            Lefts.Add(duple.Left);
        }

        Columns = new ColumnBitmaps(Terms, constantCount);
        PositiveRights.Reset(Lefts.Count, Terms.Count);
        foreach (var duple in Positives) Bitmap.Set(PositiveRights[_leftOf[duple.Left]], duple.Right);
        Rows.Reset(Terms.Count, constantCount);
        for (var t = 0; t < Terms.Count; t++)
        {
            foreach (var c in Terms[t].Constants) Bitmap.Set(Rows[t], c);
        }
    }

    public IReadOnlyList<Term> Terms => _all.Terms;

    /// <summary>E: the new positives in random order, then the stored ones.</summary>
    public List<Duple> Positives { get; } = [];

    public List<Duple> Negatives { get; } = [];

    /// <summary>The distinct left terms.</summary>
    public List<int> Lefts { get; } = [];

    /// <summary>For each left term, the right terms of its positives.</summary>
    public BitMatrix PositiveRights { get; } = new();

    /// <summary>For each term, its constants.</summary>
    public BitMatrix Rows { get; } = new();

    /// <summary>For each constant, the terms that hold it.</summary>
    public ColumnBitmaps Columns { get; }

    /// <summary>The index in <see cref="Lefts"/> of a duple's left term.</summary>
    public int LeftOf(Duple duple) => _leftOf[duple.Left];

    /// <summary>Whether the atom, which is below the terms of <paramref name="hit"/> and no others, contradicts a positive duple.</summary>
    public bool Refutes(ReadOnlySpan<ulong> hit)
    {
        for (var l = 0; l < Lefts.Count; l++)
        {
            if (Bitmap.Has(hit, Lefts[l]) && !Bitmap.IsSubset(PositiveRights[l], hit)) return true;
        }

        return false;
    }

    private void Take(DataSet from, Duple duple)
    {
        var own = new Duple(_all.Intern(from.Terms[duple.Left]), _all.Intern(from.Terms[duple.Right]), duple.IsPositive);
        if (_seen.Add(own)) (own.IsPositive ? Positives : Negatives).Add(own);
    }
}
