using AmlIpNet.Aml.Tests.Learning;

namespace AmlIpNet.Aml.Tests.Classification;

public sealed class MissCounterTests
{
    [Theory]
    [InlineData(1, 3, 600)]
    [InlineData(2, 1, 17)]
    [InlineData(3, 5, 1)]
    public void It_counts_what_the_definition_counts(ulong seed, int classes, int examples)
    {
        var random = new SplitMix64(seed);
        var classTerms = Enumerable.Range(0, classes).Select(k => Term.Of([60 + k])).ToArray();
        var exampleTerms = Enumerable.Range(0, examples).Select(_ => RandomTerm(random, 60)).ToArray();
        var atoms = new Atomization();
        while (atoms.Count < 300) atoms.Add(RandomTerm(random, 60 + classes).Constants);
        var counter = new MissCounter(classTerms, exampleTerms);
        counter.Add(atoms);
        AssertCounts(atoms);

        for (var i = 0; i < atoms.Count; i += 3) counter.Remove(atoms[i]);
        AssertCounts(atoms.Where(i => i % 3 != 0));

        void AssertCounts(Atomization counted)
        {
            for (var e = 0; e < examples; e++)
            {
                for (var k = 0; k < classes; k++) Assert.Equal(Model.Misses(counted, classTerms[k], exampleTerms[e]), counter.Misses(e, k));
                var expected = Enumerable.Range(0, classes).MinBy(k => Model.Misses(counted, classTerms[k], exampleTerms[e]));
                Assert.Equal(expected, counter.Predict(e));
            }
        }
    }

    [Fact]
    public void Accuracy_is_the_share_of_right_predictions()
    {
        var counter = new MissCounter([Term.Of([0]), Term.Of([1])], [Term.Of([2]), Term.Of([3]), Term.Of([2, 3])]);
        counter.Add([0, 2]);
        counter.Add([1, 3]);
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(counter.Predict));
        Assert.Equal(1.0 / 3, counter.Accuracy([0, 0, 1]), 12);
        Assert.Throws<ArgumentException>(() => counter.Accuracy([0]));
    }

    private static Term RandomTerm(SplitMix64 random, int constants)
    {
        Span<int> drawn = new int[1 + random.Below(6)];
        for (var i = 0; i < drawn.Length; i++) drawn[i] = random.Below(constants);
        return Term.Of(drawn);
    }
}
