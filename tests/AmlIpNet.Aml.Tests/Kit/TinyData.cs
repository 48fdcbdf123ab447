namespace AmlIpNet.Aml.Tests.Kit;

/// <summary>Data small enough to check everything.</summary>
internal static class TinyData
{
    public static DataSet Draw(SplitMix64 random, int constants, int positives, int negatives)
    {
        var data = new DataSet();
        for (var i = 0; i < positives; i++) data.Add(Term(random, constants, 2), Term(random, constants, 4), isPositive: true);
        for (var i = 0; i < negatives; i++) data.Add(Term(random, constants, 2), Term(random, constants, 4), isPositive: false);
        return data;
    }

    public static IEnumerable<Term> AllTerms(int constants) =>
        Enumerable.Range(0, 1 << constants).Select(bits => Aml.Term.Of([.. Enumerable.Range(0, constants).Where(c => (bits >> c & 1) != 0)]));

    /// <summary>What is below the term by the positive duples: nothing but logic.</summary>
    public static Term Close(DataSet data, Term term)
    {
        var closed = new SortedSet<int>(term.Constants.ToArray().Select(c => (int)c));
        int before;
        do
        {
            before = closed.Count;
            foreach (var duple in data.Duples.Where(duple => duple.IsPositive))
            {
                if (All(data.Terms[duple.Right]).All(closed.Contains)) closed.UnionWith(All(data.Terms[duple.Left]));
            }
        }
        while (closed.Count > before);
        return Aml.Term.Of([.. closed]);

        static IEnumerable<int> All(Term one) => one.Constants.ToArray().Select(c => (int)c);
    }

    private static Term Term(SplitMix64 random, int constants, int most) =>
        Aml.Term.Of([.. Enumerable.Range(0, 1 + random.Below(most)).Select(_ => random.Below(constants))]);
}
