using System.Diagnostics;

namespace AmlIpNet.Bench;

/// <summary>One job after the other: work and outcome on the native plane, or request, reply, target, data and solution by auction. Beside it a bare DDS ping of the same size.</summary>
internal static class RoundTrip
{
    private static readonly (int Size, int Count)[] s_sizes = [(64, 20_000), (1 << 10, 20_000), (64 << 10, 5_000), (1 << 20, 500), (16 << 20, 40)];

    public static async Task<int> RunAsync(string[] planes)
    {
        Console.WriteLine("| size | by | job p50 µs | job p99 µs | jobs/s | managed bytes per job beside its payload | ddsperf p50 µs | ddsperf p99 µs | job / ddsperf p50 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (size, count) in s_sizes)
        {
            var ping = await DdsPerf.PingAsync(size);
            foreach (string plane in planes) await MeasureAsync(size, count, plane, ping);
        }

        return 0;
    }

    private static async Task MeasureAsync(int size, int count, string plane, (double P50, double P99)? ping)
    {
        await using var bed = await Bed.StartAsync(workers: 1, native: plane == Bed.Plane(true));
        byte[] payload = new byte[size];
        await MeasureAsync(bed.Main, payload, Math.Max(20, count / 4));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        double[] times = await MeasureAsync(bed.Main, payload, count);
        long bytes = (GC.GetTotalAllocatedBytes(precise: true) - before - sizeof(double) * count) / count - size;
        double p50 = Statistics.Percentile(times, 0.5);
        Console.WriteLine(
            $"| {Statistics.Bytes(size)} | {plane} | {p50:0} | {Statistics.Percentile(times, 0.99):0} | {1e6 / times.Average():0} | {bytes} | {ping?.P50:0} | {ping?.P99:0} | {p50 / ping?.P50:0.0} |");
    }

    private static async Task<double[]> MeasureAsync(MainNode main, byte[] payload, int count)
    {
        var job = Job.FromMemory(payload);
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            var solution = await main.RequestJobSolutionAsync(job);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (solution.Payload.Length != payload.Length) throw new InvalidOperationException("The solution has another size than the job.");
        }

        return times;
    }
}
