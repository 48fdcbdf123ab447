using System.Xml.Linq;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>What the merged model takes the test digits for: a row for each true digit.</summary>
internal static class ConfusionChart
{
    private const double Left = 40, Top = 34, Bottom = 44;

    public static XElement Draw(int[,] counts, double width, double height)
    {
        var classes = counts.GetLength(0);
        var cell = Math.Min((width - Left) / classes, (height - Top - Bottom) / classes);
        List<XElement> cells = [];
        for (var truth = 0; truth < classes; truth++)
        {
            var total = Enumerable.Range(0, classes).Sum(k => counts[truth, k]);
            for (var answer = 0; answer < classes; answer++)
            {
                var count = counts[truth, answer];
                var share = total == 0 ? 0 : (double)count / total;
                double x = answer * cell, y = truth * cell;
                // Errors are few: their colour grows faster, or nothing would be seen of them.
                cells.Add(Svg.Rectangle(x, y, cell - 1, cell - 1, truth == answer ? "#0b7285" : "#c92a2a", count == 0 ? 0.03 : truth == answer ? 0.15 + 0.7 * share : Math.Min(0.9, 0.08 + 8 * share)));
                if (count > 0) cells.Add(Svg.Text(x + cell / 2 - 0.5, y + cell / 2 + 4, $"{count}", 11, "middle", truth == answer || share > 0.07 ? "#ffffff" : Svg.Ink));
            }

            cells.Add(Svg.Text(-8, truth * cell + cell / 2 + 4, $"{truth}", anchor: "end", fill: Svg.Faint));
            cells.Add(Svg.Text(truth * cell + cell / 2, classes * cell + 18, $"{truth}", anchor: "middle", fill: Svg.Faint));
        }

        return Svg.At(0, 0,
            Svg.Text(0, 14, "What the merged model takes each digit for", 15, bold: true),
            Svg.At(Left, Top, cells,
                Svg.Text(-26, classes * cell / 2, "true digit", anchor: "middle", fill: Svg.Faint, turn: -90),
                Svg.Text(classes * cell / 2, classes * cell + 38, "answer", anchor: "middle", fill: Svg.Faint)));
    }
}
