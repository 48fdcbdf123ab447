namespace AmlIpNet.Bench;

/// <summary>Times of one measurement.</summary>
internal static class Statistics
{
    /// <summary>The value below which a share of the values lies.</summary>
    public static double Percentile(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }

    public static string Bytes(int size) => size >= 1 << 20 ? $"{size >> 20} MiB" : size >= 1 << 10 ? $"{size >> 10} KiB" : $"{size} B";
}
