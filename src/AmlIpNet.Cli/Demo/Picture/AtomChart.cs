using System.Xml.Linq;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>Atoms of one class as pixels: all of them laid over each other, and some of them one by one.</summary>
internal static class AtomChart
{
    private const string On = "#1864ab", Off = "#e8590c", Paper = "#f8f9fa";
    private const double Top = 56;

    public static XElement Draw(AtomSheet atoms, double width, double height)
    {
        var side = height - Top - 20;
        var small = (side - 8) / 2;
        var columns = Math.Max(1, (int)((width - 2 * (side + 16)) / (small + 8)));
        return Svg.At(0, 0,
            Svg.Text(0, 14, $"Atoms of the digit {atoms.Class}", 15, bold: true),
            Legend(),
            Svg.At(0, Top, Heat(atoms.On, side, On), Svg.Text(side / 2, side + 16, $"on, in all {atoms.Count:N0} atoms", 11, "middle", Svg.Faint)),
            Svg.At(side + 12, Top, Heat(atoms.Off, side, Off), Svg.Text(side / 2, side + 16, $"off, in all {atoms.Count:N0} atoms", 11, "middle", Svg.Faint)),
            Svg.At(2 * (side + 12) + 8, Top,
                atoms.Samples.Take(2 * columns).Select((atom, i) => Svg.At(i % columns * (small + 8), i / columns * (small + 8), One(atom, small))),
                Svg.Text(0, side + 16, $"{Math.Min(atoms.Samples.Count, 2 * columns)} of them one by one", 11, fill: Svg.Faint)));
    }

    private static XElement Legend() => Svg.At(0, 26,
        Svg.Text(0, 12, "Each atom asks one thing of an image: that at least one of its pixels is", fill: Svg.Faint),
        Svg.Rectangle(438, 3, 10, 10, On), Svg.Text(453, 12, "on or", fill: Svg.Faint),
        Svg.Rectangle(493, 3, 10, 10, Off), Svg.Text(508, 12, "off. An image is taken for the digit whose atoms it disappoints least.", fill: Svg.Faint));

    private static XElement Heat(int[] counts, double side, string colour)
    {
        var pixel = side / DigitSet.Side;
        var most = Math.Max(1, counts.Max());
        return Svg.At(0, 0, Svg.Rectangle(0, 0, side, side, Paper),
            counts.Select((count, i) => (count, i)).Where(c => c.count > 0)
                .Select(c => Svg.Rectangle(c.i % DigitSet.Side * pixel, c.i / DigitSet.Side * pixel, pixel, pixel, colour, (double)c.count / most)),
            Svg.Frame(side, side));
    }

    private static XElement One(sbyte[] atom, double side)
    {
        var pixel = side / DigitSet.Side;
        IEnumerable<(double, double)> Where(int what) => Enumerable.Range(0, atom.Length).Where(i => atom[i] == what).Select(i => (i % DigitSet.Side * pixel, i / DigitSet.Side * pixel));
        return Svg.At(0, 0, Svg.Rectangle(0, 0, side, side, Paper), Svg.Squares(Where(1), pixel, On), Svg.Squares(Where(-1), pixel, Off), Svg.Frame(side, side));
    }
}
