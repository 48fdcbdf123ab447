using System.Diagnostics;

namespace AmlIpNet.Bench;

/// <summary>Resident memory of the Main node's and the Computing node's process while jobs go by.</summary>
internal static class JobMemory
{
    private const int Steps = 10;

    public static async Task<int> RunAsync()
    {
        await SeriesAsync(64, 100_000, atATime: 64);
        await SeriesAsync(1 << 20, 1_500, atATime: 4);
        return 0;
    }

    private static async Task SeriesAsync(int size, int jobs, int atATime)
    {
        await using var bed = await Bed.StartAsync(workers: 1, slots: 2);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"\n{jobs:N0} jobs of {Statistics.Bytes(size)}, {atATime} at a time\n");
        Console.WriteLine("| jobs done | Main MiB | Computing MiB |");
        Console.WriteLine("|---|---|---|");
        for (int step = 0; step <= Steps; step++)
        {
            Console.WriteLine($"| {(long)jobs * step / Steps:N0} | {Bed.ResidentMiB(self)} | {Bed.ResidentMiB(bed.Workers[0])} |");
            if (step < Steps) await SolveAsync(bed.Main, size, jobs / Steps, atATime);
        }
    }

    private static Task SolveAsync(MainNode main, int size, int jobs, int atATime) =>
        Parallel.ForAsync(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = atATime }, async (_, cancellationToken) =>
            await main.RequestJobSolutionAsync(Job.FromMemory(new byte[size]), cancellationToken));
}
