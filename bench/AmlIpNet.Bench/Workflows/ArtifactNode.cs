using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Operations;
using AmlIpNet.CycloneDds;

namespace AmlIpNet.Bench.Workflows;

/// <summary>A scheduler or a worker in a process of its own; it ends with its standard input.</summary>
internal static class ArtifactNode
{
    public static async Task<int> RunAsync(string kind, string name, string folder)
    {
        var digits = new DataSource("digits", DigitsFile.DefaultPath);
        await using IAsyncDisposable node = kind == "scheduler"
            ? SchedulerNode.Create(new CycloneEngine(), new SchedulerNodeOptions
            {
                Name = name,
                Network = Bed.Network,
                Database = Path.Combine(folder, "artifacts.db"),
                Operations = NodeOperations.Known,
                Sources = [digits],
                AllowDownload = true,
            })
            : ArtifactWorkerNode.Create(new CycloneEngine(), new ArtifactWorkerOptions
            {
                Name = name,
                Network = Bed.Network,
                Operations = NodeOperations.Known,
                Sources = [new DataSource("few", Path.Combine(folder, $"{name}-few.csv")), new DataSource("many", Path.Combine(folder, $"{name}-many.csv")), digits],
            });
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
