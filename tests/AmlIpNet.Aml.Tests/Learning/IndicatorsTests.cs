using AmlIpNet.Aml.Tests.Kit;

namespace AmlIpNet.Aml.Tests.Learning;

/// <summary>Closures, indicators and traces, each told again from the definitions on tiny data.</summary>
public sealed class IndicatorsTests
{
    private const int Constants = 9;

    [Fact]
    public void Closing_adds_what_the_positive_duples_demand() => ForSeeds((data, terms, random) =>
    {
        var closures = new Closures(terms);
        var grown = 0;
        foreach (var term in TinyData.AllTerms(Constants).Where(_ => random.Below(8) == 0))
        {
            var set = Map(term);
            closures.Close(set);
            var expected = TinyData.Close(data, term);
            Assert.Equal(expected, FromMap(set));
            if (expected.Count > term.Count) grown++;

            var within = new ulong[Bitmap.WordsFor(terms.Terms.Count)];
            closures.Within(set, within);
            for (var t = 0; t < terms.Terms.Count; t++) Assert.Equal(IsSubset(terms.Terms[t], expected), Bitmap.Has(within, t));
        }

        return grown;
    }, atLeast: 1_000);

    [Fact]
    public void Each_negative_duple_has_an_indicator_and_each_indicator_is_closed() => ForSeeds((data, terms, random) =>
    {
        var drawn = RandomModels.Atoms(random, Constants, 12);
        var union = new ConsistencyFilter(data).Veto(drawn).Apply(drawn);
        var indicators = new Indicators();
        if (Contradicts(data))
        {
            Assert.Throws<InconsistentDataException>(() => indicators.Choose(terms, union, Pinnable(terms, union), random, default));
            return 0;
        }

        indicators.Choose(terms, union, Pinnable(terms, union), random, default);
        var sets = Sets(indicators);
        Assert.Equal(indicators.PinCount + indicators.RightCount, indicators.Count);
        for (var i = 0; i < sets.Count; i++)
        {
            Assert.Equal(sets[i], TinyData.Close(data, sets[i]));

            // Pins, the complements of atoms, come first; then closed right sides.
            if (i < indicators.PinCount) Assert.True(union.Contains([.. Enumerable.Range(0, Constants).Where(c => !sets[i].Contains(c)).Select(c => (ushort)c)]));
            else Assert.Contains(terms.Negatives, duple => TinyData.Close(data, terms.Terms[duple.Right]).Equals(sets[i]));
        }

        Assert.All(terms.Negatives, duple => Assert.Contains(sets, set => IsSubset(terms.Terms[duple.Right], set) && !IsSubset(terms.Terms[duple.Left], set)));
        Assert.True(indicators.Count <= terms.Negatives.Count);
        return indicators.PinCount;
    }, atLeast: 50);

    [Fact]
    public void Singletons_bring_every_trace_where_it_must_be() => ForSeeds((data, terms, random) =>
    {
        if (Contradicts(data)) return 0;
        var union = new Atomization();
        var indicators = new Indicators();
        indicators.Choose(terms, union, Pinnable(terms, union), random, default);

        // A master that lacks most constants.
        var master = new MasterAtoms();
        master.Reset(RandomModels.Atoms(random, Constants, 3, 2), indicators, Constants);
        var before = master.Count;
        var traces = new ConstantTraces(master, indicators);
        traces.Enforce(terms, random, default);
        var sets = Sets(indicators);
        foreach (var duple in data.Duples)
        {
            var (left, right) = (Trace(data.Terms[duple.Left]), Trace(data.Terms[duple.Right]));
            Assert.Equal(duple.IsPositive, right.IsSubsetOf(left));
        }

        return master.Count - before;

        // From the definition: the indicators that every atom below the term meets.
        HashSet<int> Trace(Term term)
        {
            var atoms = master.ToAtomization();
            return [.. Enumerable.Range(0, sets.Count).Where(i => Enumerable.Range(0, atoms.Count).All(a => !Model.IsBelow(atoms[a], term) || Model.IsBelow(atoms[a], sets[i])))];
        }
    }, atLeast: 100);

    [Fact]
    public void A_master_tells_the_same_by_atom_and_by_constant_whatever_is_added_and_removed() => ForSeeds((data, terms, random) =>
    {
        if (Contradicts(data)) return 0;
        var indicators = new Indicators();
        indicators.Choose(terms, new Atomization(), Pinnable(terms, new Atomization()), random, default);
        var sets = Sets(indicators);
        var master = new MasterAtoms();
        master.Reset(new Atomization(), indicators, Constants);
        var slots = new Dictionary<int, ushort[]>();
        for (var step = 0; step < 60; step++)
        {
            var known = slots.Keys.ToHashSet();
            if (slots.Count > 0 && random.Below(3) == 0)
            {
                var gone = slots.Keys.ElementAt(random.Below(slots.Count));
                master.Remove(gone);
                slots.Remove(gone);
                continue;
            }

            var (first, second) = (slots.Keys.FirstOrDefault(-1), slots.Keys.LastOrDefault(-1));
            var atom = RandomModels.Atom(random, Constants, 3);
            if (first >= 0 && random.Below(2) == 0)
            {
                atom = [.. slots[first].Union(slots[second]).Order()];
                master.AddUnion(first, second);
            }
            else
            {
                master.Add(atom);
            }

            var taken = Enumerable.Range(0, master.AtomWords * 64).Single(slot => !known.Contains(slot) && Enumerable.Range(0, Constants).Any(c => Bitmap.Has(master.AtomsWith(c), slot)));
            slots.Add(taken, atom);
        }

        Assert.Equal(slots.Count, master.Count);
        Assert.Equal(slots.Values.Count(atom => atom.Length > 1), master.NonSingletons);
        foreach (var (slot, atom) in slots)
        {
            for (var c = 0; c < Constants; c++) Assert.Equal(atom.Contains((ushort)c), Bitmap.Has(master.AtomsWith(c), slot));
            for (var i = 0; i < sets.Count; i++)
            {
                Assert.Equal(Model.IsBelow(atom, sets[i]), Bitmap.Has(master.Trace(slot), i));
                Assert.Equal(!Model.IsBelow(atom, sets[i]), Bitmap.Has(master.AtomsWithout(i), slot));
            }
        }

        var distinct = new Atomization();
        foreach (var atom in slots.Values) distinct.Add(atom);
        Assert.True(distinct.SetEquals(master.ToAtomization()));
        return slots.Count;
    }, atLeast: 1_000);

    private static bool Contradicts(DataSet data) =>
        data.Duples.Any(duple => !duple.IsPositive && IsSubset(data.Terms[duple.Left], TinyData.Close(data, data.Terms[duple.Right])));

    private static List<Term> Sets(Indicators indicators) =>
        [.. Enumerable.Range(0, indicators.Count).Select(i => Term.Of([.. Enumerable.Range(0, Constants).Where(c => Bitmap.Has(indicators.ConstantRows[c], i))]))];

    private static List<int>[] Pinnable(BatchTerms terms, Atomization union) =>
        [.. terms.Lefts.Select(left => Enumerable.Range(0, union.Count).Where(atom => Model.IsBelow(union[atom], terms.Terms[left])).ToList())];

    private static void ForSeeds(Func<DataSet, BatchTerms, SplitMix64, int> check, int atLeast)
    {
        var counted = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(701, seed));
            var data = TinyData.Draw(random, Constants, random.Below(6), random.Below(6));
            counted += check(data, new BatchTerms(data, new DataSet(), Constants, random), random);
        }

        Assert.True(counted >= atLeast, $"Only {counted} cases tell anything.");
    }

    private static bool IsSubset(Term small, Term large) => small.Constants.ToArray().All(c => large.Contains(c));

    private static ulong[] Map(Term term)
    {
        var map = new ulong[Bitmap.WordsFor(Constants)];
        foreach (var c in term.Constants) Bitmap.Set(map, c);
        return map;
    }

    private static Term FromMap(ulong[] map) => Term.Of([.. Enumerable.Range(0, Constants).Where(c => Bitmap.Has(map, c))]);
}
