using System.Globalization;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>How the demo writes numbers.</summary>
internal static class Format
{
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    public static string Bytes(long bytes) => bytes < 1 << 20
        ? (bytes / 1024.0).ToString("0", CultureInfo.InvariantCulture) + " KiB"
        : (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture) + " MiB";

    public static string Verdict(DemoProgress progress) =>
        $"Verdict: the merged model is right for {Percent(progress.Merged)} of the held-out digits; the best shard alone for {Percent(progress.Alone.Max())}. " +
        $"{progress.Rounds} rounds, {progress.Jobs:N0} jobs, {Seconds(progress.Elapsed)}.";
}
