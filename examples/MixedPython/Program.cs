// Counts the primes below 100,000 in ten parts: each job is a range, its solution how many there are in it. Python or .NET, each side is either:
// `main` asks and `worker` counts here, main.py and worker.py do the same. The second argument is the DDS domain.
using AmlIpNet;

var network = NetworkOptions.Loopback with { Domain = args is [_, var domain] ? int.Parse(domain) : 166 };
if (args is ["worker", ..])
{
    await using var worker = AmlIp.CreateComputingNode("dotnet", network);
    Console.WriteLine($"{worker.Id} counts primes. Ctrl-C ends it.");
    worker.ProcessJobs(range => $"{CountPrimes(range)}");
    return;
}

await using var main = AmlIp.CreateMainNode("dotnet", network);
var parts = Enumerable.Range(0, 10).Select(i => $"{i * 10_000} {(i + 1) * 10_000}").Select(CountAsync).ToArray();
Console.WriteLine($"{(await Task.WhenAll(parts)).Sum()} primes below 100,000");

async Task<int> CountAsync(string range)
{
    var solution = await main.RequestJobSolutionAsync(Job.FromString(range));
    Console.WriteLine($"{range}: {solution}, by {solution.SolvedBy}");
    return int.Parse(solution.ToString());
}

static int CountPrimes(string range)
{
    int[] ends = [.. range.Split(' ').Select(int.Parse)];
    return Enumerable.Range(ends[0], ends[1] - ends[0]).Count(n => n > 1 && Enumerable.Range(2, (int)Math.Sqrt(n)).TakeWhile(d => d * d <= n).All(d => n % d != 0));
}
