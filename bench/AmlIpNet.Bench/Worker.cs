using System.Globalization;

namespace AmlIpNet.Bench;

/// <summary>A Computing node that gives each job back, after some milliseconds of work if asked; it ends with its standard input.</summary>
internal static class Worker
{
    public static async Task<int> RunAsync(string domain, string name, string slots, string work, string plane)
    {
        var network = Bed.Network with { Domain = int.Parse(domain, CultureInfo.InvariantCulture) };
        var delay = TimeSpan.FromMilliseconds(int.Parse(work, CultureInfo.InvariantCulture));
        var options = new ComputingNodeOptions { Name = name, Network = network, Slots = int.Parse(slots, CultureInfo.InvariantCulture), DrainTimeout = TimeSpan.Zero, NativePlane = plane == Bed.Plane(true) };
        using var stop = new CancellationTokenSource();
        await using var node = AmlIp.CreateComputingNode(options);
        var run = node.RunAsync(
            async (job, cancellationToken) =>
            {
                if (delay > TimeSpan.Zero) await Task.Delay(delay, cancellationToken);
                return Solution.FromMemory(job.Payload);
            },
            stop.Token);
        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await run;
        return 0;
    }
}
