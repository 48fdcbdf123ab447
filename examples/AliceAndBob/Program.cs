// z <- add(x, a): Alice has x, Bob has a. Alice computes z; she gets a from Bob, not by way of the Center. The argument is the DDS domain.
using System.Collections.Immutable;
using AmlIpNet;
using AmlIpNet.CycloneDds;

var engine = new CycloneEngine();
var network = NetworkOptions.Loopback with { Domain = args is [var domain] ? int.Parse(domain) : 166 };
var functions = ImmutableDictionary<string, DataFunction>.Empty.Add("add", (call, _) =>
{
    Console.WriteLine($"alice: add({string.Join(", ", call.Needed)}) for {call.Key}");
    return new(DataValue.From(call.Needed.Sum(value => value.To<int>())));
});

await using var center = CenterNode.Create(engine, new() { Name = "center", Network = network });
await using var alice = WorkerNode.Create(engine, new() { Name = "alice", Network = network, Functions = functions });
await using var bob = WorkerNode.Create(engine, new() { Name = "bob", Network = network });
await using var client = DataSpaceClient.Create(engine, new() { Name = "client", Network = network });

while ((await client.WorkersAsync()).Count < 2) await Task.Delay(20); // until the Center knows both
var (toAlice, toBob) = (await client.FindWorkerAsync("alice"), await client.FindWorkerAsync("bob"));

await toAlice.UpdateDataAsync([new("x", DataValue.From(1))]);
Console.WriteLine("client to alice: x is 1");
await toBob.UpdateDataAsync([new("a", DataValue.From(2))]);
Console.WriteLine("client to bob: a is 2");
Console.WriteLine($"center: x is at {await HoldersAsync("x")}, a is at {await HoldersAsync("a")}");

DataPlace z = await toAlice.ComputeAsync("add", "z", default, ["x", "a"]);
Console.WriteLine($"bob to alice: {bob.SentBytes} byte");
Console.WriteLine($"alice to client: z is here, {z.Size} byte");
Console.WriteLine($"center: z is at {await HoldersAsync("z")}, a is at {await HoldersAsync("a")}");
Console.WriteLine($"alice to client: z is {await client.GetAsync<int>("z")}");

async Task<string> HoldersAsync(string key) => string.Join(" and ", (await client.WhoHasAsync([key]))[key].Holders.Select(worker => worker.Name).Order());
