using System.Globalization;

namespace AmlIpNet.Bench;

/// <summary>
/// A Computing node whose jobs name a file: the first attempt at a job, in whatever process, creates it and never ends; the others give the job back
/// at once. So the time of a second attempt is the time that it took to notice.
/// </summary>
internal static class GateWorker
{
    public static async Task<int> RunAsync(string domain, string name)
    {
        var network = NetworkOptions.Loopback with { Domain = int.Parse(domain, CultureInfo.InvariantCulture) };
        using var stop = new CancellationTokenSource();
        await using var node = AmlIp.CreateComputingNode(new ComputingNodeOptions { Name = name, Network = network, DrainTimeout = TimeSpan.Zero });
        var run = node.RunAsync(
            async (job, cancellationToken) =>
            {
                if (IsFirst(job.ToString())) await Task.Delay(Timeout.Infinite, cancellationToken);
                return Solution.FromMemory(job.Payload);
            },
            stop.Token);
        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await run;
        return 0;
    }

    private static bool IsFirst(string path)
    {
        if (path.Length == 0) return false;
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
