using System.Xml.Linq;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>Atoms of one class: all of them laid over each other, and some of them one by one. An edge is a wedge from white to black.</summary>
internal static class AtomChart
{
    private const string There = "#1864ab", Missing = "#e8590c", Paper = "#f8f9fa";
    private const double Top = 74;

    public static XElement Draw(AtomSheet atoms, double width, double height)
    {
        var side = height - Top - 20;
        var small = (side - 8) / 2;
        var columns = Math.Max(1, (int)((width - 2 * (side + 12) - 8 + 8) / (small + 8)));
        var shown = atoms.Samples.Take(2 * columns).ToList();
        return Svg.At(0, 0,
            Svg.Text(0, 14, $"Atoms of the digit {atoms.Class}", 15, bold: true),
            Legend(),
            Svg.At(0, Top, All(atoms, side, true), Svg.Text(side / 2, side + 16, "there: the darker, the more atoms", 11, "middle", Svg.Faint)),
            Svg.At(side + 12, Top, All(atoms, side, false), Svg.Text(side / 2, side + 16, "not there: the darker, the more atoms", 11, "middle", Svg.Faint)),
            Svg.At(2 * (side + 12) + 8, Top,
                shown.Select((atom, i) => Svg.At(i % columns * (small + 8), i / columns * (small + 8), One(atom, small))),
                Svg.Text(0, side + 16, $"{shown.Count} of {Number(atoms.Count)} atoms one by one, from the oldest to the newest", 11, fill: Svg.Faint)));
    }

    private static XElement Legend() => Svg.At(0, 26,
        Svg.Text(0, 12, "An atom asks one thing of an image: that at least one of its edges is", fill: Svg.Faint),
        Svg.Rectangle(424, 3, 10, 10, There), Svg.Text(439, 12, "there, or at least one is", fill: Svg.Faint),
        Svg.Rectangle(590, 3, 10, 10, Missing), Svg.Text(605, 12, "not there. Wedges point from white to black.", fill: Svg.Faint),
        Svg.Text(0, 30, "An image is taken for the digit that has the fewest atoms whose wish it does not fulfil.", fill: Svg.Faint));

    private static XElement All(AtomSheet atoms, double side, bool isThere)
    {
        var shown = atoms.All.Where(one => one.Edge.IsThere == isThere).ToList();
        var most = Math.Max(1, shown.Select(one => one.Count).DefaultIfEmpty().Max());
        return Svg.At(0, 0, Svg.Rectangle(0, 0, side, side, Paper),
            shown.Select(one => Petal(one.Edge, side, isThere ? There : Missing, Math.Pow((double)one.Count / most, 0.8))),
            Svg.Frame(side, side));
    }

    private static XElement One(IReadOnlyList<EdgeMark> atom, double side) => Svg.At(0, 0, Svg.Rectangle(0, 0, side, side, Paper),
        Wedges(atom.Where(edge => edge.IsThere), side, There), Wedges(atom.Where(edge => !edge.IsThere), side, Missing), Svg.Frame(side, side));

    private static XElement Wedges(IEnumerable<EdgeMark> edges, double side, string colour)
    {
        var pixel = side / AtomSheet.Side;
        return Svg.Triangles(edges.Select(edge => (edge.X * pixel, edge.Y * pixel, edge.Turn)), 2.6 * pixel, 1.7 * pixel, colour);
    }

    // The eight directions of a place make a flower.
    private static XElement Petal(EdgeMark edge, double side, string colour, double opacity)
    {
        var pixel = side / AtomSheet.Side;
        return Svg.Triangles([((edge.X + 0.15 * Math.Cos(edge.Turn)) * pixel, (edge.Y + 0.15 * Math.Sin(edge.Turn)) * pixel, edge.Turn)], 0.8 * pixel, 0.95 * pixel, colour, opacity);
    }

    private static string Number(int number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
