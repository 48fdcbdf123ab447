using System.Globalization;
using System.Xml.Linq;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>Accuracy by round: the merged model, both ways of merging where there is a choice, and each worker alone.</summary>
internal static class AccuracyChart
{
    private const string Merged = "#0b7285", Raw = "#e8590c", Filtered = "#5f3dc4", Alone = "#adb5bd";
    private const double Left = 56, Top = 34, Bottom = 44, Legend = 150;

    public static XElement Draw(IReadOnlyList<RoundRow> rows, double width, double height)
    {
        double w = width - Left - Legend, h = height - Top - Bottom;
        List<Series> series = [];
        for (var worker = 0; worker < rows[0].Alone.Count; worker++)
        {
            var index = worker;
            series.Add(new($"worker {worker + 1} alone", Alone, 1.5, false, [.. rows.Select(row => row.Alone[index])]));
        }

        if (rows.Any(row => row.Merged.Merge is not null))
        {
            series.Add(new("raw union", Raw, 1.5, true, [.. rows.Select(row => row.Merged.Merge?.Raw ?? double.NaN)]));
            series.Add(new("filtered union", Filtered, 1.5, true, [.. rows.Select(row => row.Merged.Merge?.Filtered ?? double.NaN)]));
        }

        series.Add(new("merged", Merged, 3, false, [.. rows.Select(row => row.Merged.Accuracy)]));
        var (low, high) = Range(series);
        double X(int round) => rows.Count == 1 ? w / 2 : w * round / (rows.Count - 1);
        double Y(double accuracy) => h * (high - accuracy) / (high - low);

        return new XElement(Svg.At(0, 0,
            Svg.Text(0, 14, "Accuracy on held-out digits", 15, bold: true),
            Svg.At(Left, Top, Grid(low, high, Y, w), Rounds(rows.Count, X, h),
                series.Select(s => Curve(s, low, X, Y)),
                Svg.Text(w / 2, h + 38, "round", anchor: "middle", fill: Svg.Faint),
                Svg.Text(-42, h / 2, "right answers, %", anchor: "middle", fill: Svg.Faint, turn: -90),
                Labels(series, Y, w, h))));
    }

    // What is not chosen early on and the first guesses of a worker may be far below all that follows: they must not flatten it.
    private static (double Low, double High) Range(List<Series> series)
    {
        var low = series.Where(s => !s.Dashed).SelectMany(s => s.Values.Skip(s.Values.Count / 10)).Min();
        var high = series.SelectMany(s => s.Values).Where(v => !double.IsNaN(v)).Max();
        low = Math.Max(0, Math.Floor(low * 20 - 0.01) / 20);
        return (low, Math.Min(1, Math.Max(Math.Ceiling(high * 50 + 0.01) / 50, low + 0.05)));
    }

    private static IEnumerable<XElement> Grid(double low, double high, Func<double, double> y, double w)
    {
        var step = (high - low) switch { > 0.5 => 0.1, > 0.2 => 0.05, > 0.1 => 0.02, _ => 0.01 };
        for (var value = low; value <= high + 1e-9; value += step)
        {
            yield return Svg.Line(0, y(value), w, y(value), Svg.Grid);
            yield return Svg.Text(-8, y(value) + 4, (100 * value).ToString("0", CultureInfo.InvariantCulture), anchor: "end", fill: Svg.Faint);
        }
    }

    private static IEnumerable<XElement> Rounds(int count, Func<int, double> x, double h)
    {
        var step = count switch { > 60 => count / 10, > 12 => 5, _ => 1 };
        for (var round = 1; round <= count; round++)
            if (round == 1 || round % step == 0) yield return Svg.Text(x(round - 1), h + 18, $"{round}", anchor: "middle", fill: Svg.Faint);
    }

    private static XElement Curve(Series series, double low, Func<int, double> x, Func<double, double> y)
    {
        var known = series.Values.Select((value, round) => (Value: value, X: x(round))).Where(p => !double.IsNaN(p.Value)).ToList();
        List<(double X, double Y)> points = [];
        for (var i = 0; i < known.Count; i++)
        {
            var (to, from) = (known[i], known[Math.Max(0, i - 1)]);
            // A curve comes into the chart, and leaves it, where it crosses the lower edge.
            if (from.Value < low != to.Value < low) points.Add((from.X + (to.X - from.X) * (low - from.Value) / (to.Value - from.Value), y(low)));
            if (to.Value >= low) points.Add((to.X, y(to.Value)));
        }

        return points.Count == 1 ? Svg.Dot(points[0].X, points[0].Y, 4, series.Colour) : Svg.Curve(points, series.Colour, series.Width, series.Dashed);
    }

    // Each curve is named where it ends; names that would overlap are moved apart.
    private static IEnumerable<XElement> Labels(List<Series> series, Func<double, double> y, double w, double h)
    {
        const double apart = 15;
        var labels = series.Select(s => (Series: s, Last: s.Values.LastOrDefault(v => !double.IsNaN(v), double.NaN))).Where(l => !double.IsNaN(l.Last)).OrderByDescending(l => l.Last).ToList();
        var at = labels.Select(l => Math.Min(h, y(l.Last))).ToArray();
        for (var i = 1; i < at.Length; i++) at[i] = Math.Max(at[i], at[i - 1] + apart);
        for (var i = at.Length - 1; i >= 0; i--) at[i] = Math.Min(at[i], h - apart * (at.Length - 1 - i));
        for (var i = 0; i < at.Length; i++)
        {
            var (s, last) = labels[i];
            yield return Svg.Text(w + 10, at[i] + 4, $"{s.Name} {(100 * last).ToString("0.0", CultureInfo.InvariantCulture)}", 12, fill: s.Colour == Alone ? Svg.Faint : s.Colour, bold: s.Width > 2);
        }
    }

    private sealed record Series(string Name, string Colour, double Width, bool Dashed, IReadOnlyList<double> Values);
}
