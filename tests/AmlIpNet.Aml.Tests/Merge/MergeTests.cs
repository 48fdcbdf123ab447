using AmlIpNet.Aml.Tests.Kit;
using AmlIpNet.Aml.Tests.Learning;
using static AmlIpNet.Aml.Merge;

namespace AmlIpNet.Aml.Tests.Merge;

/// <summary>What a merge promises, over models drawn from seeds.</summary>
public sealed class MergeTests
{
    private const int Seeds = 150;
    private const int Constants = 14;

    [Fact]
    public void It_is_commutative() => ForSeeds((parts, filter, _, random) =>
    {
        var merged = Filtered(parts, filter);
        var raw = Raw(parts);
        for (var i = 0; i < 3; i++)
        {
            random.Shuffle<Atomization>(parts);
            Assert.True(merged.SetEquals(Filtered(parts, filter)));
            Assert.True(raw.SetEquals(Raw(parts)));
        }
    });

    [Fact]
    public void It_is_associative_however_the_parts_are_grouped() => ForSeeds((parts, filter, _, random) =>
    {
        var cut = random.Below(parts.Length + 1);
        var (first, second) = (parts[..cut], parts[cut..]);
        Assert.True(Raw(parts).SetEquals(Raw(Raw(first), Raw(second))));
        var merged = Filtered(parts, filter);
        Assert.True(merged.SetEquals(Filtered([Filtered(first, filter), Filtered(second, filter)], filter)));
        Assert.True(merged.SetEquals(Filtered([Raw(first), Filtered(second, filter)], filter)));
    });

    [Fact]
    public void Repeated_and_doubled_solutions_change_nothing() => ForSeeds((parts, filter, _, random) =>
    {
        var merged = Filtered(parts, filter);
        Assert.True(merged.SetEquals(Filtered([merged], filter)));
        Assert.True(merged.SetEquals(Filtered([merged, .. parts, .. parts.Reverse(), parts[random.Below(parts.Length)], merged], filter)));
        Assert.True(Raw(parts).SetEquals(Raw(Raw(parts), parts[0], parts[0])));
    });

    [Fact]
    public void Filtering_before_or_after_the_union_is_the_same() => ForSeeds((parts, filter, _, _) =>
        Assert.True(Filtered(parts, filter).SetEquals(Raw(parts.Select(part => Filtered([part], filter))))));

    [Fact]
    public void A_later_part_may_be_merged_into_an_earlier_merge() => ForSeeds((parts, filter, _, _) =>
        Assert.True(Filtered(parts, filter).SetEquals(parts.Aggregate(new Atomization(), (merged, part) => Filtered([merged, part], filter)))));

    [Fact]
    public void A_duple_holds_in_the_merge_iff_it_holds_in_every_filtered_part() => ForSeeds((parts, filter, data, random) =>
    {
        var merged = Filtered(parts, filter);
        var filtered = parts.Select(part => Filtered([part], filter)).ToList();
        foreach (var (left, right) in Terms(data, random)) Assert.Equal(filtered.All(part => Holds(part, left, right)), Holds(merged, left, right));
    });

    [Fact]
    public void A_negative_duple_is_kept_iff_a_filtered_part_keeps_it() => ForSeeds((parts, filter, data, _) =>
    {
        var merged = Filtered(parts, filter);
        var filtered = parts.Select(part => Filtered([part], filter)).ToList();
        foreach (var set in data)
        {
            foreach (var duple in set.Duples.Where(duple => !duple.IsPositive))
            {
                var (left, right) = (set.Terms[duple.Left], set.Terms[duple.Right]);
                Assert.Equal(filtered.Any(part => !Holds(part, left, right)), !Holds(merged, left, right));

                // The filter makes no duple fail that held.
                if (!Holds(merged, left, right)) Assert.False(Holds(Raw(parts), left, right));
            }
        }
    });

    [Fact]
    public void Every_positive_duple_of_all_data_holds_in_the_merge() => ForSeeds((parts, filter, data, _) =>
    {
        var merged = Filtered(parts, filter);
        foreach (var set in data) Model.AssertConsistent(merged, set, "the merge");
    });

    [Fact]
    public void The_filter_takes_only_what_contradicts() => ForSeeds((parts, filter, _, _) =>
    {
        var merged = Filtered(parts, filter);
        var raw = Raw(parts);
        for (var i = 0; i < raw.Count; i++) Assert.Equal(!filter.Refutes(raw[i]), merged.Contains(raw[i]));
    });

    [Fact]
    public void A_negative_duple_is_lost_if_all_atoms_that_tell_it_are_refuted_elsewhere()
    {
        // The part's only atom that tells "not 0 ≤ 1" contradicts another part's 2 ≤ 1.
        var part = new Atomization();
        part.Add([0, 2]);
        part.Add([1]);
        var elsewhere = new DataSet();
        elsewhere.Add(Term.Of(2), Term.Of(1), isPositive: true);
        Assert.False(Holds(part, Term.Of(0), Term.Of(1)));
        Assert.True(Holds(Filtered([part], new ConsistencyFilter(elsewhere)), Term.Of(0), Term.Of(1)));
    }

    private static bool Holds(Atomization model, Term left, Term right) => Model.Misses(model, left, right) == 0;

    // All pairs of the data's terms, and some that are in no data.
    private static IEnumerable<(Term Left, Term Right)> Terms(DataSet[] data, SplitMix64 random)
    {
        var terms = data.SelectMany(set => set.Terms).Take(12).Concat(Enumerable.Range(0, 4).Select(_ => RandomModels.Term(random, Constants, 5))).ToList();
        return from left in terms from right in terms select (left, right);
    }

    private static void ForSeeds(Action<Atomization[], ConsistencyFilter, DataSet[], SplitMix64> check)
    {
        int refuted = 0, kept = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(77, seed));
            Atomization[] parts = [.. Enumerable.Range(0, 2 + random.Below(4)).Select(_ => RandomModels.Atoms(random, Constants, random.Below(60), 6))];
            DataSet[] data = [.. parts.Select(_ => RandomModels.Data(random, Constants, 6, random.Below(8)))];
            var filter = new ConsistencyFilter(data);
            refuted += Raw(parts).Count - Filtered(parts, filter).Count;
            kept += Filtered(parts, filter).Count;
            try
            {
                check(parts, filter, data, random);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }

        Assert.True(refuted > 500 && kept > 500, $"The models are one-sided: {refuted} atoms refuted, {kept} kept.");
    }
}
