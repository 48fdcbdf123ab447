using AmlIpNet.Aml;

namespace AmlIpNet.Cli.Demo.AmlBars;

/// <summary>Images to test with, half of them with a complete column. Atoms say that there is one if none of them misses the image.</summary>
internal sealed class BarsTest
{
    private readonly Bars _bars;
    private readonly Term[] _images;
    private readonly int _positives;

    public BarsTest(Bars bars, int each, ulong seed)
    {
        var random = new SplitMix64(seed);
        (_bars, _positives) = (bars, each);
        _images = [.. Enumerable.Range(0, 2 * each).Select(i => bars.Image(i < each, random))];
    }

    /// <summary>The share of right answers by these atoms, 0 to 1.</summary>
    public double Accuracy(Atomization atoms)
    {
        var misses = new MissCounter([_bars.Class], _images);
        misses.Add(atoms);
        var right = 0;
        for (var i = 0; i < _images.Length; i++)
            if (misses.Misses(i, 0) == 0 == i < _positives) right++;
        return (double)right / _images.Length;
    }
}
