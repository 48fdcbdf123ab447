namespace AmlIpNet.Aml;

/// <summary>
/// Closes sets of constants under the positive duples: whoever holds all of a right side must hold the left side. Most subset
/// tests are settled by a signature: which of the 64 constants that part the terms best a set holds.
/// </summary>
internal sealed class Closures
{
    private readonly BatchTerms _terms;
    private readonly ushort[] _probes;
    private readonly ulong[] _signatures;

    public Closures(BatchTerms terms)
    {
        _terms = terms;
        _probes = Probes(terms.Columns, terms.Terms.Count);
        _signatures = new ulong[terms.Terms.Count];
        for (var t = 0; t < _signatures.Length; t++) _signatures[t] = Signature(terms.Rows[t]);
    }

    /// <summary>Adds to the set what the positive duples demand.</summary>
    public void Close(Span<ulong> set)
    {
        var signature = Signature(set);
        bool grew;
        do
        {
            grew = false;
            foreach (var duple in _terms.Positives)
            {
                if ((_signatures[duple.Right] & ~signature) != 0 || !Bitmap.IsSubset(_terms.Rows[duple.Right], set)) continue;
                if (Bitmap.IsSubset(_terms.Rows[duple.Left], set)) continue;
                Bitmap.Or(set, _terms.Rows[duple.Left]);
                signature |= _signatures[duple.Left];
                grew = true;
            }
        }
        while (grew);
    }

    /// <summary>Finds the terms that are within the set.</summary>
    public void Within(ReadOnlySpan<ulong> set, Span<ulong> terms)
    {
        terms.Clear();
        var signature = Signature(set);
        for (var t = 0; t < _signatures.Length; t++)
        {
            if ((_signatures[t] & ~signature) == 0 && Bitmap.IsSubset(_terms.Rows[t], set)) Bitmap.Set(terms, t);
        }
    }

    private ulong Signature(ReadOnlySpan<ulong> set)
    {
        var signature = 0UL;
        for (var i = 0; i < _probes.Length; i++)
        {
            if (Bitmap.Has(set, _probes[i])) signature |= 1UL << i;
        }

        return signature;
    }

    // The constants that about half of the terms hold.
    private static ushort[] Probes(ColumnBitmaps columns, int terms)
    {
        var unbalance = new long[columns.ConstantCount];
        var constants = new ushort[columns.ConstantCount];
        for (var c = 0; c < constants.Length; c++)
        {
            constants[c] = (ushort)c;
            unbalance[c] = Math.Abs((long)terms - 2 * Bitmap.Count(columns.Column(c))) * (Term.MaxConstant + 1) + c;
        }

        Array.Sort(unbalance, constants);
        return constants[..Math.Min(64, constants.Length)];
    }
}
