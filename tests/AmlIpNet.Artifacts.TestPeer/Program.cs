// A scheduler in a process of its own, for tests that kill it: DOMAIN FOLDER. It writes down each job that it runs, and holds them while the file "hold" is there.
using System.Collections.Immutable;
using System.Globalization;
using AmlIpNet;
using AmlIpNet.Artifacts;
using AmlIpNet.CycloneDds;

var (domain, folder) = (int.Parse(args[0], CultureInfo.InvariantCulture), args[1]);
ArtifactOperation sum = async (call, cancel) =>
{
    await File.AppendAllTextAsync(Path.Combine(folder, "ran.log"), $"{call.Task.Job}\n", cancel);
    while (File.Exists(Path.Combine(folder, "hold"))) await Task.Delay(20, cancel);
    double before = call.Has(".runs") ? double.Parse(call.Get<DataValue>(".runs").ToString(), CultureInfo.InvariantCulture) : 0;
    call.Set(".runs", DataValue.FromString((before + 1).ToString(CultureInfo.InvariantCulture)));
    double total = call.AllReceived.Sum(value => double.Parse(value.ToString(), CultureInfo.InvariantCulture));
    call.Set(call.Task.Product, DataValue.FromString((call.Task.Step == "begin" ? 1 : call.Task.Step == "end" ? total * 1_000 + before : total).ToString("R", CultureInfo.InvariantCulture)));
};
await using var scheduler = SchedulerNode.Create(new CycloneEngine(), new SchedulerNodeOptions
{
    Name = "scheduler",
    Network = NetworkOptions.Loopback with { Domain = domain, Lease = TimeSpan.FromSeconds(3) },
    Database = Path.Combine(folder, "scheduler.db"),
    Operations = ImmutableDictionary<string, ArtifactOperation>.Empty.Add("sum", sum),
    AllowDownload = true,
    WorkerWait = TimeSpan.FromSeconds(60),
});
Console.WriteLine($"ready {scheduler.Id}");
while (await Console.In.ReadLineAsync() is not null)
{
}
