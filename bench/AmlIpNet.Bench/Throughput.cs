using System.Diagnostics;

namespace AmlIpNet.Bench;

/// <summary>Many jobs of 64 bytes at a time.</summary>
internal static class Throughput
{
    public static async Task<int> RunAsync()
    {
        Console.WriteLine("| Computing nodes | jobs/s without work | jobs/s with 10 ms of work |");
        Console.WriteLine("|---|---|---|");
        foreach (int workers in new[] { 1, 2, 4, 8 })
        {
            Console.WriteLine($"| {workers} | {await MeasureAsync(workers, 0, 20_000):0} | {await MeasureAsync(workers, 10, 300 * workers):0} |");
        }

        return 0;
    }

    private static async Task<double> MeasureAsync(int workers, int work, int jobs)
    {
        await using var bed = await Bed.StartAsync(workers, workMilliseconds: work);
        var job = Job.FromBytes(new byte[64]);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, jobs).Select(_ => bed.Main.RequestJobSolutionAsync(job).AsTask()));
        return jobs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
