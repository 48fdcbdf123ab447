// A node that offers a model and a node that takes it if it is good enough, in one process, on this machine only. The argument is the DDS domain.
using System.Globalization;
using AmlIpNet;

var network = NetworkOptions.Loopback with { Domain = args is [var domain] ? int.Parse(domain) : 166 };
using var stop = new CancellationTokenSource();

await using var sender = AmlIp.CreateModelSenderNode("school", network);
await sender.PublishStatisticsAsync("digits, accuracy", "0.97"u8.ToArray());
var giving = sender.RunAsync((request, cancellationToken) => new(Model.FromString($"a model of {request}")), stop.Token);

await using var receiver = AmlIp.CreateModelReceiverNode(new ModelReceiverNodeOptions { Name = "robot", Network = network, RequestTimeout = TimeSpan.FromSeconds(30) });
await foreach (var statistics in receiver.WatchAsync())
{
    Console.WriteLine($"{statistics.Sender.Name}: {statistics.Name} {statistics}");
    if (double.Parse(statistics.ToString(), CultureInfo.InvariantCulture) < 0.9) continue;
    Console.WriteLine(await receiver.RequestModelAsync(statistics.Sender, "digits, 64 atoms"u8.ToArray()));
    break;
}

stop.Cancel();
await giving;
