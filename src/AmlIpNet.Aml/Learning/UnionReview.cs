namespace AmlIpNet.Aml;

/// <summary>What is left of the union after a look at a batch's positive duples.</summary>
/// <param name="Union">The atoms that no positive duple refutes, in their order; a new set.</param>
/// <param name="Kept">Their indices in the old union.</param>
/// <param name="Pinnable">For each left term of the batch, the atoms below it that may be pinned.</param>
internal sealed record UnionReview(Atomization Union, List<int> Kept, IReadOnlyList<IReadOnlyList<int>> Pinnable)
{
    /// <param name="old">The union.</param>
    /// <param name="terms">The batch.</param>
    /// <param name="pinDivisor">An atom of more than one constant may be pinned with probability 1 / (pinDivisor + 1).</param>
    /// <param name="random">Chooses those.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static UnionReview Of(Atomization old, BatchTerms terms, int pinDivisor, SplitMix64 random, CancellationToken cancellationToken)
    {
        var union = new Atomization();
        var kept = new List<int>(old.Count);
        var pinnable = new List<int>[terms.Lefts.Count];
        for (var l = 0; l < pinnable.Length; l++) pinnable[l] = [];
        var hit = new ulong[terms.Columns.WordCount];
        for (var i = 0; i < old.Count; i++)
        {
            if (i % 1024 == 0) cancellationToken.ThrowIfCancellationRequested();
            terms.Columns.Hit(old[i], hit);
            if (terms.Refutes(hit)) continue;
            var mayBePinned = old[i].Length == 1 || pinDivisor == 0 || random.Below(pinDivisor + 1) == 0;
            for (var l = 0; mayBePinned && l < pinnable.Length; l++)
            {
                if (Bitmap.Has(hit, terms.Lefts[l])) pinnable[l].Add(union.Count);
            }

            union.Add(old[i]);
            kept.Add(i);
        }

        return new UnionReview(union, kept, pinnable);
    }
}
