using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Bench.Learning;

/// <summary>The digits as terms, in the parts of a split: four shards and the test images.</summary>
internal sealed class DigitsData
{
    public const int Shards = 4;

    private readonly DigitSet _digits = DigitsFile.Read(DigitsFile.DefaultPath);
    private readonly Term[] _terms;

    /// <param name="split">The seed of the split; 1 is the demo's.</param>
    /// <param name="pixels">The 784 pixels instead of the edges that the demo uses.</param>
    /// <param name="even">Shards with the same share of every digit.</param>
    public DigitsData(ulong split, bool pixels, bool even)
    {
        _terms = new Term[_digits.Count];
        for (var i = 0; i < _terms.Length; i++)
        {
            var features = pixels ? Pixels(_digits.Row(i)) : DigitEdges.Of(_digits.Row(i));
            _terms[i] = FeatureTerm(features);
            ConstantCount = 2 * features.Length + DigitSet.Classes;
        }

        Classes = [.. Enumerable.Range(0, DigitSet.Classes).Select(k => Term.Of([ConstantCount - DigitSet.Classes + k]))];
        (Training, Test) = DigitSplit.Indices(_digits, even ? 1 : Shards, split);
        if (even)
        {
            new SplitMix64(split).Shuffle<int>(Training[0]);
            Training = [.. Enumerable.Range(0, Shards).Select(s => Training[0].Where((_, i) => i % Shards == s).ToArray())];
        }
    }

    public int ConstantCount { get; }

    public Term[] Classes { get; }

    public int[][] Training { get; }

    public int[] Test { get; }

    /// <summary>An image.</summary>
    public Term TermOf(int image) => _terms[image];

    /// <summary>A batch of these images.</summary>
    public DataSet Batch(IEnumerable<int> images)
    {
        var batch = new DataSet();
        foreach (var i in images) batch.AddExample(Classes, _digits.Labels[i], _terms[i]);
        return batch;
    }

    /// <summary>That each of these images belongs to its class.</summary>
    public DataSet Positives(IEnumerable<int> images)
    {
        var data = new DataSet();
        foreach (var i in images) data.Add(Classes[_digits.Labels[i]], _terms[i], isPositive: true);
        return data;
    }

    /// <summary>Percent of the test images that the atoms classify right.</summary>
    public double Accuracy(Atomization atoms)
    {
        var counter = new MissCounter(Classes, [.. Test.Select(i => _terms[i])]);
        counter.Add(atoms);
        return 100 * counter.Accuracy([.. Test.Select(i => (int)_digits.Labels[i])]);
    }

    private static bool[] Pixels(ReadOnlySpan<byte> row)
    {
        var pixels = new bool[DigitSet.Inputs];
        for (var p = 0; p < pixels.Length; p++) pixels[p] = (row[p >> 3] >> (p & 7) & 1) != 0;
        return pixels;
    }

    private static Term FeatureTerm(bool[] features)
    {
        var constants = new int[features.Length];
        for (var f = 0; f < constants.Length; f++) constants[f] = features[f] ? f : f + constants.Length;
        return Term.Of(constants);
    }
}
