using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using AmlIpNet.Artifacts;
using AmlIpNet.Dds;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>docs/METRICS.md lists every instrument that nodes publish, and no other.</summary>
public sealed class MetricsTests
{
    private const string Page = "docs/METRICS.md";

    [Fact]
    public async Task The_page_and_the_code_list_the_same_instruments()
    {
        List<string> code = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name != AmlIpTelemetry.MeterName) return;
                lock (code) code.Add($"| `{instrument.Name}` | {Kind(instrument)} | {instrument.Unit} | {instrument.Description} |");
            },
        };
        listener.Start();
        // They are published with the first node and the first job.
        var engine = new InProcessEngine();
        await using var main = MainNode.Create(engine, new MainNodeOptions { Name = "main" });
        await using var worker = ComputingNode.Create(engine, new ComputingNodeOptions { Name = "worker" });
        await using var center = CenterNode.Create(engine, new CenterNodeOptions { Name = "center" });
        await using var artifacts = ArtifactWorkerNode.Create(engine, new ArtifactWorkerOptions { Name = "artifacts" });
        using var stop = new CancellationTokenSource();
        var run = worker.RunAsync((job, _) => ValueTask.FromResult(Solution.FromMemory(job.Payload)), stop.Token);
        await main.RequestJobSolutionAsync(Job.FromString("hello"));
        await stop.CancelAsync();
        await run;

        var page = Regex.Matches(Repository.Read(Page), @"^\| `[\w.]+` \|.*\|$", RegexOptions.Multiline).Select(row => row.Value).ToList();
        string[] rows;
        lock (code) rows = [.. code];
        Assert.NotEmpty(rows);
        string[] missing = [.. rows.Except(page)], stale = [.. page.Except(rows)];
        Assert.True(missing.Length + stale.Length == 0, $"{Page} lacks these rows:\n{string.Join('\n', missing)}\nand has these, which are not in the code:\n{string.Join('\n', stale)}");
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0].Replace("Observable", "", StringComparison.Ordinal);
}
