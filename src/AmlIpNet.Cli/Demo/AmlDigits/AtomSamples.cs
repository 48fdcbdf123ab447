using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Picture;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>Picks atoms of a class for the picture.</summary>
internal static class AtomSamples
{
    private const int Class = 3;
    private const int Samples = 60;
    private const int LeastConstants = 4;

    /// <summary>All atoms of the class laid over each other, and some of them, evenly from the oldest to the newest.</summary>
    public static AtomSheet Of(Atomization atoms)
    {
        var constant = DigitTerms.Classes[Class].Constants[0];
        var indices = Enumerable.Range(0, atoms.Count).Where(i => atoms[i].BinarySearch(constant) >= 0).ToArray();
        var counts = new int[DigitTerms.ConstantCount];
        foreach (var i in indices)
            foreach (var c in atoms[i]) counts[c]++;
        var drawable = indices.Where(i => atoms[i].Length >= LeastConstants).ToArray();
        var samples = Math.Min(Samples, drawable.Length);
        return new AtomSheet(Class, indices.Length,
            [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0 && DigitTerms.FeatureOf(c) is not null).Select(c => (MarkOf(c), counts[c]))],
            [.. Enumerable.Range(0, samples).Select(s => Marks(atoms[drawable[(int)((s + 0.5) * drawable.Length / samples)]]))]);
    }

    private static List<EdgeMark> Marks(ReadOnlySpan<ushort> atom)
    {
        var marks = new List<EdgeMark>();
        foreach (var c in atom)
            if (DigitTerms.FeatureOf(c) is not null) marks.Add(MarkOf(c));
        return marks;
    }

    private static EdgeMark MarkOf(int constant)
    {
        var (feature, isThere) = DigitTerms.FeatureOf(constant)!.Value;
        var (direction, cell) = Math.DivRem(feature, DigitEdges.Cells * DigitEdges.Cells);
        var (row, column) = Math.DivRem(cell, DigitEdges.Cells);
        return new EdgeMark(column * DigitEdges.CellStep + DigitEdges.CellSide / 2.0, row * DigitEdges.CellStep + DigitEdges.CellSide / 2.0, direction * Math.PI / 4, isThere);
    }
}
