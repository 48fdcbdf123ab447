using AmlIpNet.Cli.Demo.Training;
using AmlIpNet.Cli.Demo.View;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>The demo on one page, as SVG.</summary>
internal static class DemoPicture
{
    private const double Width = 1180, Margin = 30, Charts = 400, Atoms = 322, Head = 76;

    /// <param name="model">The name of the model.</param>
    /// <param name="rows">All rounds.</param>
    /// <param name="confusion">How often each true digit (row) was taken for each digit (column).</param>
    /// <param name="atoms">Some atoms, where the model has any.</param>
    public static string Draw(string model, IReadOnlyList<RoundRow> rows, int[,] confusion, AtomSheet? atoms)
    {
        var last = rows[^1];
        var title = $"amlip demo, {model}: {Format.Percent(last.Merged.Accuracy)} of the held-out digits";
        var line = last.Alone.Count == 0 ? "Trained without control." : $"{Format.Points(100 * (last.Merged.Accuracy - last.Alone.Max()))} the best worker alone ({Format.Percent(last.Alone.Max())}).";
        var height = Head + Charts + (atoms is null ? 0 : Atoms) + Margin;
        return Svg.Document(Width, height, title,
            Svg.Text(Margin, 36, title, 20, bold: true),
            Svg.Text(Margin, 56, $"{line} {rows.Count} rounds.", 13, fill: Svg.Faint),
            Svg.At(Margin, Head, AccuracyChart.Draw(rows, 700, Charts - 20)),
            Svg.At(Margin + 735, Head, ConfusionChart.Draw(confusion, 385, Charts - 20)),
            atoms is null ? Svg.At(0, 0) : Svg.At(Margin, Head + Charts, AtomChart.Draw(atoms, Width - 2 * Margin, Atoms - 20))).ToString() + "\n";
    }
}
