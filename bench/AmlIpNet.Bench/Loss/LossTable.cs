using System.Globalization;

namespace AmlIpNet.Bench.Loss;

/// <summary>The shipped QoS profiles while the network loses datagrams: each with each share of loss in turn, some times over, and the medians.</summary>
internal static class LossTable
{
    private static readonly string[] s_shipped = ["default", "low_latency", "lossy_network"];
    private static readonly int[] s_permille = [0, 10, 50];

    /// <param name="arguments">How many times (3), then <c>--qos FILE</c> and the profiles to compare.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int times = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 3;
        bool hasFile = arguments is [_, "--qos", _, ..];
        string? file = hasFile ? Path.GetFullPath(arguments[2]) : null;
        string[] profiles = arguments.Length > (hasFile ? 3 : 1) ? arguments[(hasFile ? 3 : 1)..] : s_shipped;
        var cells = s_permille.SelectMany(_ => profiles, (permille, profile) => (Link: new LossLink(profile, permille, file), Figures: new List<LossFigures>())).ToArray();
        for (int time = 1; time <= times; time++)
        {
            foreach (var (link, figures) in cells)
            {
                Console.Error.WriteLine($"{time} of {times}: {link.Profile}, {link.Permille / 10.0:0.#} %");
                figures.Add(await LossCell.MeasureAsync(link));
            }
        }

        Print(cells);
        return 0;
    }

    private static void Print((LossLink Link, List<LossFigures> Figures)[] cells)
    {
        Console.WriteLine("| lost | profile | best effort arrived | reliable arrived | 64 B there and back, p50 ms | p99 ms | max ms | datagrams each | job, p50 ms | p99 ms | 1 MiB samples, MB/s | sent again | by packets: MB/s | sent again |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (link, figures) in cells)
        {
            double Median(Func<LossFigures, double> value) => Statistics.Percentile([.. figures.Select(value)], 0.5);
            Console.WriteLine(
                $"| {link.Permille / 10.0:0.#} % | {link.Profile} | {Median(f => f.BestEffortShare):0.0 %} | {Median(f => f.ReliableShare):0.0 %} | {Median(f => f.PingP50):0.00} | {Median(f => f.PingP99):0.0} | {Median(f => f.PingMax):0} "
                + $"| {Median(f => f.Datagrams):0.0} | {Median(f => f.JobP50):0.00} | {Median(f => f.JobP99):0.0} | {Median(f => f.BulkRate):0} | {Median(f => f.SentAgain):0 %} | {Median(f => f.PacketRate):0} | {Median(f => f.PacketSentAgain):0 %} |");
        }
    }
}
