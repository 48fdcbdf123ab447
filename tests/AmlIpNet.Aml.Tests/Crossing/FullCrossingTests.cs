using AmlIpNet.Aml.Tests.Kit;

namespace AmlIpNet.Aml.Tests.Crossing;

public sealed class FullCrossingTests
{
    [Fact]
    public void Exactly_the_consequences_of_the_positive_duples_hold()
    {
        var surprises = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(501, seed));
            var constants = 2 + random.Below(6);
            var data = TinyData.Draw(random, constants, positives: 1 + random.Below(5), negatives: 2);
            var model = FullCrossing.FreestModel(data, constants);
            foreach (var right in TinyData.AllTerms(constants))
            {
                // Logic alone: whoever has all of a right side has the left side too.
                var closed = TinyData.Close(data, right);
                for (var c = 0; c < constants; c++)
                    Assert.True(closed.Contains(c) == FullCrossing.Holds(model, Term.Of(c), right), $"seed {seed}: {{{c}}} ≤ {right}");
                if (closed.Count > right.Count) surprises++;
            }
        }

        Assert.True(surprises > 2_000, $"Only {surprises} right sides have consequences.");
    }

    [Fact]
    public void The_order_of_the_duples_makes_no_difference()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(502, seed));
            var data = TinyData.Draw(random, 7, positives: 4, negatives: 0);
            Duple[] duples = [.. data.Duples];
            random.Shuffle<Duple>(duples);
            var shuffled = new DataSet();
            foreach (var duple in duples.Concat(duples)) shuffled.Add(data.Terms[duple.Left], data.Terms[duple.Right], duple.IsPositive);
            Assert.True(FullCrossing.FreestModel(data, 7).SetEquals(FullCrossing.FreestModel(shuffled, 7)), $"seed {seed}");
        }
    }

    [Fact]
    public void Redundant_atoms_go_and_nothing_else()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new SplitMix64(SplitMix64.Combine(503, seed));
            var model = RandomModels.Atoms(random, 7, 25, 5);
            var slim = FullCrossing.WithoutRedundant(model);
            foreach (var left in Enumerable.Range(0, 7).Select(c => Term.Of(c)))
                foreach (var right in TinyData.AllTerms(7)) Assert.Equal(FullCrossing.Holds(model, left, right), FullCrossing.Holds(slim, left, right));

            // What is left cannot be spared.
            for (var i = 0; i < slim.Count; i++)
            {
                var others = slim.Where(atom => atom != i);
                var outside = Term.Of([.. Enumerable.Range(0, 7).Where(c => !slim[i].Contains((ushort)c))]);
                var atom = slim[i].ToArray();
                Assert.Contains(atom, c => FullCrossing.Holds(others, Term.Of(c), outside));
                Assert.All(atom, c => Assert.False(FullCrossing.Holds(slim, Term.Of(c), outside)));
            }
        }
    }

    [Fact]
    public void A_crossing_by_hand()
    {
        // 0 ≤ {1, 2}: the atom {0} gives way to {0, 1} and {0, 2}.
        var data = new DataSet();
        data.Add(Term.Of(0), Term.Of(1, 2), isPositive: true);
        var model = FullCrossing.FreestModel(data, constantCount: 4);
        Assert.Equal(["0,1", "0,2", "1", "2", "3"], Enumerable.Range(0, model.Count).Select(i => string.Join(',', model[i].ToArray())).Order());
    }

    [Fact]
    public void Too_many_atoms_are_refused()
    {
        var data = new DataSet();
        for (var c = 0; c < 10; c++) data.Add(Term.Of([.. Enumerable.Range(0, 40).Where(other => other % 10 == c)]), Term.Of([.. Enumerable.Range(0, 40).Where(other => other % 10 == (c + 1) % 10)]), isPositive: true);
        Assert.Contains("more than 500 atoms", Assert.Throws<TooManyAtomsException>(() => FullCrossing.FreestModel(data, maxAtoms: 500)).Message);
    }
}
