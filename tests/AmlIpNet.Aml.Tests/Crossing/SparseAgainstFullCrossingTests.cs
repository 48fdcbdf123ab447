using AmlIpNet.Aml.Tests.Kit;

namespace AmlIpNet.Aml.Tests.Crossing;

/// <summary>
/// Full crossing as the judge of sparse crossing. Let E be the positive duples of a batch and those stored before it, and F the freest model of E.
/// After the batch every atom of the master and of the union is a union of atoms of F; hence every left ≤ right that holds in F, that is, every
/// consequence of E, holds in both. Every negative duple of the batch fails in both. The batch is refused iff one of its negative duples follows from E.
/// </summary>
public sealed class SparseAgainstFullCrossingTests
{
    [Theory]
    [InlineData(0, 700)]
    [InlineData(1, 700)]
    [InlineData(2, 700)]
    public void What_full_crossing_proves_sparse_crossing_respects(int part, int seeds)
    {
        int learned = 0, refused = 0, consequences = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(601, part, seed));
            var constants = 3 + random.Below(6);
            var learner = new Learner(new ModelState { ConstantCount = random.Below(2) * constants }, null, random.Next());
            for (var batch = 0; batch < 3; batch++)
            {
                var data = TinyData.Draw(random, constants, random.Below(4), random.Below(4));
                var what = $"part {part}, seed {seed}, batch {batch}";
                var expected = Joined(data, learner.State.StoredPositives);
                var freest = FullCrossing.FreestModel(expected, constants);
                if (Negatives(data).Any(duple => FullCrossing.Holds(freest, duple.Left, duple.Right)))
                {
                    Assert.Throws<InconsistentDataException>(() => learner.Learn(data));
                    refused++;
                    continue;
                }

                learner.Learn(data);
                learned++;
                consequences += Check(learner.State.Master, freest, constants, data, $"{what}, the master");
                Check(learner.State.Union, freest, constants, data, $"{what}, the union");
            }
        }

        Assert.True(learned > seeds && refused > seeds / 10 && consequences > 20 * seeds, $"{learned} batches learned, {refused} refused, {consequences} consequences");
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(1, 300)]
    public void The_filtered_merge_of_learners_respects_what_full_crossing_proves_of_all_data(int part, int seeds)
    {
        var merges = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(602, part, seed));
            var constants = 3 + random.Below(6);
            DataSet[] data = [.. Enumerable.Range(0, 3).Select(_ => TinyData.Draw(random, constants, random.Below(3), random.Below(3)))];
            var freest = FullCrossing.FreestModel(Joined(data), constants);
            if (data.SelectMany(Negatives).Any(duple => FullCrossing.Holds(freest, duple.Left, duple.Right))) continue;

            var parts = data.Select(one =>
            {
                var learner = new Learner(new ModelState { ConstantCount = constants }, null, random.Next());
                learner.Learn(one);
                return learner.State.Union;
            });
            var merged = Aml.Merge.Filtered(parts, new ConsistencyFilter(data));

            // Negative duples may be lost in a merge: only the positive side is promised.
            Check(merged, freest, constants, new DataSet(), $"part {part}, seed {seed}");
            merges++;
        }

        Assert.True(merges > seeds / 5, $"Only {merges} merges.");
    }

    [Fact]
    public void Trivial_duples_do_no_harm()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(603, seed));
            var data = TinyData.Draw(random, 5, 2, 0);

            // What holds anyway, what is below nothing, and the empty term on either side.
            data.Add(Term.Of(1), Term.Of(1, 2), isPositive: true);
            data.Add(Term.Empty, Term.Of(3), isPositive: true);
            data.Add(Term.Empty, Term.Empty, isPositive: true);
            data.Add(Term.Of(random.Below(5)), Term.Empty, isPositive: true);
            var freest = FullCrossing.FreestModel(data, 5);
            var negative = (Left: Term.Of(random.Below(5)), Right: random.Below(2) == 0 ? Term.Empty : Term.Of(random.Below(5)));
            data.Add(negative.Left, negative.Right, isPositive: false);
            var learner = new Learner(new ModelState(), null, (ulong)seed);
            if (FullCrossing.Holds(freest, negative.Left, negative.Right))
            {
                Assert.Throws<InconsistentDataException>(() => learner.Learn(data));
                continue;
            }

            learner.Learn(data);
            learner.Learn(data);
            Check(learner.State.Master, freest, 5, data, $"seed {seed}");
        }
    }

    // Returns how many consequences were checked that do not hold in every model.
    private static int Check(Atomization model, Atomization freest, int constants, DataSet data, string what)
    {
        for (var i = 0; i < model.Count; i++)
        {
            var within = new HashSet<ushort>();
            var atom = model[i].ToArray();
            for (var f = 0; f < freest.Count; f++)
            {
                var free = freest[f].ToArray();
                if (free.All(atom.Contains)) within.UnionWith(free);
            }

            Assert.True(within.Count == atom.Length, $"{what}: atom {{{string.Join(", ", atom)}}} is no union of atoms of the freest model");
        }

        var consequences = 0;
        foreach (var right in TinyData.AllTerms(constants))
        {
            for (var c = 0; c < constants; c++)
            {
                if (right.Contains(c) || !FullCrossing.Holds(freest, Term.Of(c), right)) continue;
                consequences++;
                Assert.True(FullCrossing.Holds(model, Term.Of(c), right), $"{what}: {{{c}}} ≤ {right}");
            }
        }

        foreach (var (left, right) in Negatives(data)) Assert.False(FullCrossing.Holds(model, left, right), $"{what}: {left} ≤ {right} must not hold");
        return consequences;
    }

    private static IEnumerable<(Term Left, Term Right)> Negatives(DataSet data) =>
        data.Duples.Where(duple => !duple.IsPositive).Select(duple => (data.Terms[duple.Left], data.Terms[duple.Right]));

    private static DataSet Joined(params DataSet[] sets)
    {
        var all = new DataSet();
        foreach (var set in sets)
        {
            foreach (var duple in set.Duples) all.Add(set.Terms[duple.Left], set.Terms[duple.Right], duple.IsPositive);
        }

        return all;
    }
}
