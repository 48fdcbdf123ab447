using System.Diagnostics;
using System.Globalization;
using System.Text;
using AmlIpNet.Aml;
using AmlIpNet.Artifacts;
using AmlIpNet.CycloneDds;

namespace AmlIpNet.Bench.Workflows;

/// <summary>How long workflows take, step by step, on a scheduler and three workers in processes of their own, beside the same work in plain sequential code.</summary>
internal static class ArtifactFigures
{
    private const int Workers = 3, Few = 100, Many = 2_000_000, Runs = 7, Rounds = 3, Images = 200, Batches = 2;

    private static readonly string[] s_names = ["alice", "bob", "carol"];

    public static async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("amlip-bench-").FullName;
        var nodes = new List<Process>();
        try
        {
            foreach (string name in s_names)
            {
                Write(Path.Combine(folder, $"{name}-few.csv"), Few);
                Write(Path.Combine(folder, $"{name}-many.csv"), Many);
            }

            nodes.Add(Start("scheduler", "scheduler", folder));
            nodes.AddRange(s_names.Select(name => Start("worker", name, folder)));
            await using var workbench = Workbench.Create(new CycloneEngine(), new WorkbenchOptions { Name = "bench", Network = Bed.Network });
            await AreThereAsync(workbench);

            Console.WriteLine($"A scheduler and {Workers} workers in processes of their own, {Environment.ProcessorCount} cores; medians of {Runs} runs, in milliseconds.");
            foreach (var (source, rows) in new[] { ("few", Few), ("many", Many) })
                await CompareAsync(workbench, $"count x > 0.5 in {Workers} files of {rows:N0} rows", Count(source), () => PlainWork.Count(s_names.Select(name => Path.Combine(folder, $"{name}-{source}.csv"))), Runs);
            await CompareAsync(workbench, $"{Rounds} rounds of AML on digits, {Batches} batches of {Images} images each", Training(), () => PlainWork.Train(Workers, Rounds, Images, Batches, (round, shard) => SplitMix64.Combine(1, round, shard)), 3);
            return 0;
        }
        finally
        {
            foreach (var node in nodes)
            {
                node.StandardInput.Close();
                if (!node.WaitForExit(10_000)) node.Kill();
                node.Dispose();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(Workbench workbench, string what, Artifact artifact, Action plain, int runs)
    {
        var (plainTimes, totals, steps) = (new List<double>(), new List<double>(), new List<Dictionary<string, double>>());
        for (int run = -1; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            plain();
            double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            var status = await workbench.WaitAsync(await workbench.SubmitAsync(artifact));
            double all = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (run < 0) continue; // the first of each compiles
            plainTimes.Add(took);
            totals.Add(all);
            steps.Add(status.Jobs.GroupBy(job => job.Step).ToDictionary(step => step.Key, step => (step.Max(job => job.Ended.ToDateTime()) - step.Min(job => job.Started.ToDateTime())).TotalMilliseconds));
        }

        double one = Median(plainTimes), other = Median(totals);
        Console.WriteLine($"{what}: plain {one:F1}, artifact {other:F1}, ratio {other / one:F2}");
        foreach (string step in steps[0].Keys) Console.WriteLine($"  {step,-20} {Median(steps.Select(run => run[step])),8:F1}");
    }

    private static double Median(IEnumerable<double> values) => Statistics.Percentile([.. values], 0.5);

    private static async Task AreThereAsync(Workbench workbench)
    {
        for (int i = 0; i < 300; i++, await Task.Delay(100))
        {
            try
            {
                if ((await workbench.WaitAsync(await workbench.SubmitAsync(Count("few")))).Workers.Count == Workers) return;
            }
            catch (InvalidArtifactException)
            {
                // No worker is known yet.
            }
        }

        throw new TimeoutException("The workers did not meet the scheduler within 30 s.");
    }

    private static Artifact Count(string source) => ArtifactText.Read($$"""
        steps:
          - name: count
            kind: parallel
            operations:
              - { name: csv.load, load: { table: {{source}} }, parameters: { columns: [x] } }
              - { name: filter, parameters: { column: x, operator: ">", value: 0.5 } }
              - { name: count }
          - name: total
            kind: finalize
            operations: [{ name: count.total }]
        """);

    private static Artifact Training() => ArtifactText.Read($$"""
        seed: 1
        steps:
          - name: start
            kind: initialize
            operations: [{ name: aml.start }]
          - name: rounds
            kind: iterate
            rounds: {{Rounds}}
            steps:
              - name: train
                kind: parallel
                operations: [{ name: aml.train, load: { digits: digits }, parameters: { images: {{Images}}, batches: {{Batches}}, part: shard } }]
              - name: merge
                kind: finalize
                operations: [{ name: aml.merge }]
            until: [{ name: aml.good-enough, load: { digits: digits }, parameters: { accuracy: 1, part: test } }]
        """);

    private static void Write(string path, int rows)
    {
        var random = new SplitMix64((ulong)path.Length);
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 16);
        file.WriteLine("id,x,site");
        for (int i = 0; i < rows; i++) file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i},{random.Below(10_000) / 10_000.0},here"));
    }

    private static Process Start(string kind, string name, string folder) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["artifact-node", kind, name, folder]) { RedirectStandardInput = true })!;
}
