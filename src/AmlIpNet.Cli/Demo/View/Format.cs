using System.Globalization;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>How the demo writes numbers.</summary>
internal static class Format
{
    public static string Percent(double share, string digits = "0.0") => (100 * share).ToString(digits, CultureInfo.InvariantCulture) + " %";

    public static string Points(double points) =>
        $"{Math.Abs(points).ToString("0.0", CultureInfo.InvariantCulture)} points {(points >= 0 ? "above" : "below")}";

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    public static string Bytes(long bytes) => bytes < 1 << 20
        ? (bytes / 1024.0).ToString("0", CultureInfo.InvariantCulture) + " KiB"
        : (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture) + " MiB";

    /// <summary>Which merge was chosen, and what both come to: <c>raw (filtered 77.1 %)</c>.</summary>
    public static string Merge(MergeResult merge) => merge.IsFiltered
        ? double.IsNaN(merge.Raw) ? "filtered" : $"filtered (raw {Percent(merge.Raw)})"
        : $"raw (filtered {Percent(merge.Filtered)})";

    public static string Carried(DemoProgress progress) => progress.BytesCarried >= progress.BytesSent
        ? $"{Bytes(progress.BytesSent)} of jobs, all of them sent{(progress.BytesCarried > progress.BytesSent ? $": {Bytes(progress.BytesCarried)} with second attempts" : "")}."
        : $"{Bytes(progress.BytesSent)} of jobs, {Bytes(progress.BytesCarried)} of them sent: Computing nodes had the other {Percent(1 - progress.BytesCarried / (double)progress.BytesSent)}.";

    public static string Memory(IReadOnlyDictionary<string, double> peaks) =>
        $"Memory at most: {string.Join(", ", peaks.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value.ToString("0", CultureInfo.InvariantCulture)} MiB"))}.";

    public static string Verdict(DemoVerdict verdict) =>
        $"Verdict: {verdict.Findings.Words} {Count(verdict.Progress.Rounds, "round")}, {Count(verdict.Progress.Jobs, "job")}, {Seconds(verdict.Progress.Elapsed)}.";

    private static string Count(long count, string what) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
