using AmlIpNet.Aml.Tests.Kit;
using AmlIpNet.Aml.Tests.Learning;

namespace AmlIpNet.Aml.Tests.Merge;

public sealed class ConsistencyFilterTests
{
    [Theory]
    [InlineData(1, 40, 60)]
    [InlineData(2, 20, 200)]
    [InlineData(3, 60, 1500)]
    [InlineData(4, 100, 3000)]
    [InlineData(5, 30, 0)]
    public void It_vetoes_what_contradicts_a_positive_duple(int seed, int constants, int duples)
    {
        var random = new SplitMix64((ulong)seed);
        DataSet[] data = [Data(random, constants, duples), Data(random, constants, duples / 2)];

        // Atoms may hold constants that the data does not know.
        var atoms = RandomModels.Atoms(random, constants + 5, 200, 12);
        var filter = new ConsistencyFilter(data);
        var vetoes = filter.Veto(atoms);
        for (var i = 0; i < atoms.Count; i++)
        {
            var refuted = data.Any(set => set.Duples.Any(duple => duple.IsPositive
                && Model.IsBelow(atoms[i], set.Terms[duple.Left]) && !Model.IsBelow(atoms[i], set.Terms[duple.Right])));
            Assert.True(refuted == vetoes[i], $"seed {seed}: atom {i}");
            Assert.Equal(refuted, filter.Refutes(atoms[i]));
        }

        Assert.Equal(Enumerable.Range(0, atoms.Count).Count(i => vetoes[i]), vetoes.Count);
        if (duples > 0) Assert.InRange(vetoes.Count, 5, atoms.Count - 5);
        else Assert.Equal(0, vetoes.Count);
    }

    [Fact]
    public void Many_right_sides_of_one_left_side_are_all_checked()
    {
        var random = new SplitMix64(9);
        Term[] classes = [Term.Of(100), Term.Of(101), Term.Of(102)];
        var data = new DataSet();
        for (var i = 0; i < 3000; i++) data.AddExample(classes, i % 3, Term.Of([.. Enumerable.Range(0, 50).Select(p => random.Below(4) == 0 ? p + 50 : p)]));
        var atoms = new Atomization();
        for (var i = 0; i < 300; i++) atoms.Add([.. Enumerable.Range(0, 1 + random.Below(7)).Select(_ => (ushort)random.Below(50)).Append((ushort)(100 + i % 3)).Distinct().Order()]);
        var vetoes = new ConsistencyFilter(data).Veto(atoms);
        for (var i = 0; i < atoms.Count; i++)
        {
            var refuted = data.Duples.Any(duple => duple.IsPositive && Model.IsBelow(atoms[i], data.Terms[duple.Left]) && !Model.IsBelow(atoms[i], data.Terms[duple.Right]));
            Assert.True(refuted == vetoes[i], $"atom {i}");
        }

        Assert.InRange(vetoes.Count, 30, 270);
    }

    [Fact]
    public void Atoms_before_the_first_to_judge_are_not_vetoed()
    {
        var random = new SplitMix64(10);
        var filter = new ConsistencyFilter(RandomModels.Data(random, 30, 20, 40));
        var atoms = RandomModels.Atoms(random, 30, 300);
        var all = filter.Veto(atoms);
        var later = filter.Veto(atoms, from: 100);
        for (var i = 0; i < atoms.Count; i++) Assert.Equal(i >= 100 && all[i], later[i]);
        Assert.Equal(0, filter.Veto(atoms, atoms.Count).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => filter.Veto(atoms, atoms.Count + 1));
    }

    [Fact]
    public void Duples_that_hold_anyway_are_not_kept()
    {
        var data = new DataSet();
        data.Add(Term.Of(1, 2), Term.Of(1, 2, 3), true);
        data.Add(Term.Empty, Term.Of(1), true);
        data.Add(Term.Of(5), Term.Of(1), false);
        data.Add(Term.Of(4), Term.Of(1), true);
        data.Add(Term.Of(4), Term.Of(1), true);
        Assert.Equal(1, new ConsistencyFilter(data, data).PositiveCount);
    }

    // Each right side has three quarters of the constants; some left sides come again and again, others once.
    private static DataSet Data(SplitMix64 random, int constants, int duples)
    {
        var data = new DataSet();
        for (var i = 0; i < duples; i++)
        {
            var left = random.Below(2) == 0 ? Term.Of(random.Below(3)) : Term.Of(random.Below(constants), random.Below(constants));
            data.Add(left, Term.Of([.. Enumerable.Range(0, constants).Where(_ => random.Below(4) > 0)]), random.Below(4) > 0);
        }

        return data;
    }
}
