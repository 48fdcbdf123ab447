namespace AmlIpNet.Aml;

/// <summary>
/// Tells which atoms contradict positive duples: an atom contradicts left ≤ right if it is below left and not below right. That
/// is a property of each atom alone, so atoms of any origin can be judged by anybody's data. May be used by several threads at
/// a time. Memory: 64 bytes for each constant and 512 positive duples.
/// </summary>
public sealed class ConsistencyFilter
{
    private readonly ColumnBitmaps _lefts;
    private readonly ColumnBitmaps _rights;
    private readonly ulong[][] _wanted;
    private readonly int[] _firstWords;

    /// <summary>A filter by the positive duples of the data; negative duples say nothing here.</summary>
    public ConsistencyFilter(params IEnumerable<DataSet> data)
    {
        var groups = new Dictionary<Term, HashSet<Term>>();
        foreach (var set in data)
        {
            foreach (var duple in set.Duples.Where(duple => duple.IsPositive)) Take(groups, set.Terms[duple.Left], set.Terms[duple.Right]);
        }

        // The right terms of one left term stand side by side: an atom is compared only with those of the left terms that it is below.
        var rights = groups.Values.SelectMany(group => group).ToList();
        _lefts = new ColumnBitmaps([.. groups.Keys], ConstantsOf(groups.Keys));
        _rights = new ColumnBitmaps(rights, ConstantsOf(rights));
        (_wanted, _firstWords) = (new ulong[groups.Count][], new int[groups.Count]);
        var left = 0;
        foreach (var group in groups.Values)
        {
            var end = PositiveCount + group.Count;
            _firstWords[left] = PositiveCount / 512 * ColumnBitmaps.WordsPerBlock;
            _wanted[left] = new ulong[ColumnBitmaps.WordsFor(end) - _firstWords[left]];
            for (var right = PositiveCount; right < end; right++) Bitmap.Set(_wanted[left], right - _firstWords[left] * 64);
            PositiveCount = end;
            left++;
        }
    }

    /// <summary>The distinct positive duples that an atom can contradict at all: left is not within right.</summary>
    public int PositiveCount { get; }

    /// <summary>Whether the atom contradicts a positive duple.</summary>
    /// <param name="atom">Its upper constant segment, ascending.</param>
    public bool Refutes(ReadOnlySpan<ushort> atom)
    {
        Span<ulong> hit = _lefts.WordCount <= 64 ? stackalloc ulong[_lefts.WordCount] : new ulong[_lefts.WordCount];
        return Refutes(atom, hit);
    }

    /// <summary>Finds the atoms that contradict a positive duple.</summary>
    /// <param name="atoms">The atoms to judge.</param>
    /// <param name="from">The first of them to judge; those before it are not vetoed.</param>
    public VetoBitmap Veto(Atomization atoms, int from = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)from, (uint)atoms.Count, nameof(from));
        var vetoes = new ulong[(atoms.Count + 63) / 64];
        var hit = new ulong[_lefts.WordCount];
        for (var i = from; i < atoms.Count; i++)
        {
            if (Refutes(atoms[i], hit)) Bitmap.Set(vetoes, i);
        }

        return new VetoBitmap(vetoes, atoms.Count, atoms.Fingerprint());
    }

    private static void Take(Dictionary<Term, HashSet<Term>> groups, Term left, Term right)
    {
        foreach (var c in left.Constants)
        {
            if (right.Contains(c)) continue;
            if (!groups.TryGetValue(left, out var group)) groups.Add(left, group = []);
            group.Add(right);
            return;
        }
    }

    private static int ConstantsOf(IEnumerable<Term> terms) => terms.Select(term => term.Count == 0 ? 0 : term.Constants[^1] + 1).DefaultIfEmpty().Max();

    private bool Refutes(ReadOnlySpan<ushort> atom, Span<ulong> hit)
    {
        _lefts.Hit(atom, hit);
        for (var left = Bitmap.Next(hit, 0); left >= 0; left = Bitmap.Next(hit, left + 1))
        {
            if (!_rights.HitsAll(atom, _firstWords[left], _wanted[left])) return true;
        }

        return false;
    }
}
