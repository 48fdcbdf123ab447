namespace AmlIpNet.Aml;

public sealed partial class Learner
{
    private sealed record Reviewed(Atomization Union, int[] Origins, IReadOnlyList<IReadOnlyList<int>> Pinnable);

    // Drops the atoms that the positive duples refute, and lists for each left term the atoms below it that may be pinned.
    private Reviewed Review(BatchTerms terms, CancellationToken cancellationToken)
    {
        var old = _state.Union;
        var union = new Atomization();
        var origins = new List<int>(_origins.Length);
        var pinnable = new List<int>[terms.Lefts.Count];
        for (var l = 0; l < pinnable.Length; l++) pinnable[l] = [];
        var hit = new ulong[terms.Columns.WordCount];
        for (var i = 0; i < old.Count; i++)
        {
            if (i % 1024 == 0) cancellationToken.ThrowIfCancellationRequested();
            terms.Columns.Hit(old[i], hit);
            if (terms.Refutes(hit)) continue;
            var pinned = old[i].Length == 1 || _state.PinDivisor == 0 || _random.Below(_state.PinDivisor + 1) == 0;
            for (var l = 0; pinned && l < pinnable.Length; l++)
            {
                if (Bitmap.Has(hit, terms.Lefts[l])) pinnable[l].Add(union.Count);
            }

            union.Add(old[i]);
            if (i < _origins.Length) origins.Add(_origins[i]);
        }

        return new Reviewed(union, [.. origins], pinnable);
    }
}
