using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>The few elements of SVG 1.1 that the picture is made of.</summary>
internal static class Svg
{
    public const string Ink = "#1f2933";
    public const string Faint = "#7b8794";
    public const string Grid = "#e4e7eb";

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static XElement Document(double width, double height, string title, params object[] content) => new(s_svg + "svg",
        new XAttribute("width", N(width)), new XAttribute("height", N(height)), new XAttribute("viewBox", $"0 0 {N(width)} {N(height)}"),
        new XAttribute("font-family", "DejaVu Sans, Verdana, Helvetica, sans-serif"), new XAttribute("role", "img"),
        new XElement(s_svg + "title", title), Rectangle(0, 0, width, height, "#ffffff"), content);

    public static XElement At(double x, double y, params object[] content) => new(s_svg + "g", new XAttribute("transform", $"translate({N(x)} {N(y)})"), content);

    public static XElement Rectangle(double x, double y, double width, double height, string fill, double opacity = 1) => new(s_svg + "rect",
        new XAttribute("x", N(x)), new XAttribute("y", N(y)), new XAttribute("width", N(width)), new XAttribute("height", N(height)), new XAttribute("fill", fill),
        opacity < 1 ? new XAttribute("fill-opacity", N(opacity)) : null);

    /// <summary>Triangles of one colour in one element: each points its own way, the middle of its base is its place.</summary>
    public static XElement Triangles(IEnumerable<(double X, double Y, double Turn)> places, double width, double length, string fill, double opacity = 1)
    {
        var path = new StringBuilder();
        foreach (var (x, y, turn) in places)
        {
            double ahead = Math.Cos(turn), down = Math.Sin(turn), half = width / 2;
            path.Append($"M{N(x - half * down)} {N(y + half * ahead)}L{N(x + length * ahead)} {N(y + length * down)}L{N(x + half * down)} {N(y - half * ahead)}z");
        }

        return new XElement(s_svg + "path", new XAttribute("d", path.ToString()), new XAttribute("fill", fill), opacity < 1 ? new XAttribute("fill-opacity", N(opacity)) : null);
    }

    public static XElement Frame(double width, double height) => new(s_svg + "rect",
        new XAttribute("width", N(width)), new XAttribute("height", N(height)), new XAttribute("fill", "none"), new XAttribute("stroke", "#cbd2d9"));

    public static XElement Line(double x1, double y1, double x2, double y2, string stroke) => new(s_svg + "line",
        new XAttribute("x1", N(x1)), new XAttribute("y1", N(y1)), new XAttribute("x2", N(x2)), new XAttribute("y2", N(y2)), new XAttribute("stroke", stroke));

    public static XElement Curve(IEnumerable<(double X, double Y)> points, string stroke, double width, bool dashed = false) => new(s_svg + "polyline",
        new XAttribute("points", string.Join(' ', points.Select(p => $"{N(p.X)},{N(p.Y)}"))), new XAttribute("fill", "none"), new XAttribute("stroke", stroke),
        new XAttribute("stroke-width", N(width)), new XAttribute("stroke-linejoin", "round"), dashed ? new XAttribute("stroke-dasharray", "5 4") : null);

    public static XElement Dot(double x, double y, double radius, string fill) => new(s_svg + "circle",
        new XAttribute("cx", N(x)), new XAttribute("cy", N(y)), new XAttribute("r", N(radius)), new XAttribute("fill", fill));

    public static XElement Text(double x, double y, string text, double size = 12, string anchor = "start", string fill = Ink, bool bold = false, double turn = 0) => new(s_svg + "text",
        new XAttribute("x", N(x)), new XAttribute("y", N(y)), new XAttribute("font-size", N(size)), new XAttribute("text-anchor", anchor), new XAttribute("fill", fill),
        bold ? new XAttribute("font-weight", "bold") : null, turn != 0 ? new XAttribute("transform", $"rotate({N(turn)} {N(x)} {N(y)})") : null, text);

    private static string N(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);
}
