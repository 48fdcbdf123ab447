// A Main node and a Computing node in one process, on this machine only. The argument is the DDS domain.
using AmlIpNet;

var network = NetworkOptions.Loopback with { Domain = args is [var domain] ? int.Parse(domain) : 166 };
using var stop = new CancellationTokenSource();

await using var worker = AmlIp.CreateComputingNode("worker", network);
var working = worker.RunAsync(async (job, cancellationToken) => Solution.FromString($"{job}, world"), stop.Token);

await using var main = AmlIp.CreateMainNode("main", network);
Solution solution = await main.RequestJobSolutionAsync(Job.FromString("hello"));
Console.WriteLine($"{solution} (task {solution.TaskId}, by {solution.SolvedBy})");

stop.Cancel();
await working;
