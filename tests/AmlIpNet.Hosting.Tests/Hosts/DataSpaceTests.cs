using System.Diagnostics.Metrics;
using AmlIpNet.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AmlIpNet.Hosting.Tests.Hosts;

/// <summary>A Center beside the Main node, data workers beside Computing nodes, clients that are injected.</summary>
public sealed class DataSpaceTests
{
    [Fact]
    public async Task A_data_space_lives_beside_the_jobs_of_a_host()
    {
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes
                .AddMainNode("trainer").AddCenter("center")
                .AddComputingNode("worker", Echo).AddDataWorker("worker-data")
                .AddDataFunction<Adder>("add")
                .AddDataSpaceClient("client"),
            services => services.AddSingleton(new Offset(100)));
        var client = host.Get<DataSpaceClient>();
        await Wait.For(client.PutAsync("x", 1), "a put");
        await Wait.For(client.PutAsync("a", 2), "another put");
        var place = await Wait.For(client.ComputeAsync("add", "z", needed: ["x", "a"]), "the computation");
        Assert.Equal("worker-data", place.Worker.Name);
        Assert.Equal(103, await Wait.For(client.GetAsync<int>("z"), "the sum"));
        Assert.Equal("hello", (await Wait.For(host.Get<MainNode>().RequestJobSolutionAsync(Job.FromString("hello")), "a solution")).ToString());
        Assert.Equal((3, 3), (host.Get<CenterNode>().Keys, host.Get<WorkerNode>().Keys));
    }

    [Fact]
    public async Task Its_nodes_are_in_the_health_checks_and_the_metrics()
    {
        var measured = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == AmlIpTelemetry.MeterName && instrument.Name.StartsWith("amlip.data.", StringComparison.Ordinal)) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "amlip.node.name", Value: string name }) measured[$"{instrument.Name} {name}"] = value;
            }
        });
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes.AddCenter("measured-center").AddDataWorker("measured-worker").AddDataSpaceClient("measured-client"),
            services => services.AddHealthChecks().AddAmlIp(), ("AmlIp:HealthTimeout", "00:01:00"));
        await Wait.For(host.Get<DataSpaceClient>().PutAsync("x", "hello"), "a put");
        HealthReport report;
        for (int i = 0; (report = await Wait.For(host.Get<HealthCheckService>().CheckHealthAsync(), "the health report")).Status != HealthStatus.Healthy && i < 600; i++) await Task.Delay(50);
        Assert.True(report.Status == HealthStatus.Healthy, string.Join(' ', report.Entries.Select(entry => entry.Value.Description)));
        Assert.Equal(["measured-center", "measured-client", "measured-worker"], report.Entries["amlip-ready"].Data.Keys.Order());

        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal((1, 1), (measured["amlip.data.keys.known measured-center"], measured["amlip.data.keys.held measured-worker"]));
        Assert.Equal(7, measured["amlip.data.sent measured-client"]); // "hello" as JSON
        Assert.Equal(0, measured["amlip.data.samples.malformed measured-center"]);
    }

    [Fact]
    public async Task Their_options_come_from_code_services_and_configuration()
    {
        var (store, guard) = (new MemoryCenterStore(), new Guard());
        await using var host = HostUnderTest.Create(
            nodes => nodes.Configure(common => common with { Network = common.Network with { Domain = 9 } })
                .AddCenter("center").AddDataWorker("worker", options => options with { Slots = 2, MaxTransfers = 5 }).AddDataSpaceClient("client"),
            services => services.AddSingleton<ICenterStore>(store).AddSingleton<IDataGuard>(guard),
            ("AmlIp:Nodes:center:MaxDeaths", "7"), ("AmlIp:Nodes:worker:Slots", "3"), ("AmlIp:Nodes:worker:MemoryBytes", "8589934592"), ("AmlIp:Nodes:client:PeerTimeout", "00:00:09"));
        var center = host.Get<IOptionsMonitor<CenterNodeOptions>>().Get("center");
        var worker = host.Get<IOptionsMonitor<WorkerNodeOptions>>().Get("worker");
        var client = host.Get<IOptionsMonitor<DataSpaceClientOptions>>().Get("client");
        Assert.Equal((7, 9, "center"), (center.MaxDeaths, center.Network.Domain, center.Name));
        Assert.Equal((3, 5, 8L << 30), (worker.Slots, worker.MaxTransfers, worker.MemoryBytes));
        Assert.Equal(TimeSpan.FromSeconds(9), client.PeerTimeout);
        Assert.Same(store, center.Store);
        Assert.Same(guard, worker.Guard);
    }

    [Theory]
    [InlineData("AmlIp:Nodes:worker:Slots", "0", "AmlIp:Nodes:worker: The option Slots is 0", "use 1 to 10,000")]
    [InlineData("AmlIp:Nodes:worker:Functions", "add", "AmlIp:Nodes:worker:Functions cannot come", "in the code")]
    [InlineData("AmlIp:Nodes:center:Store", "file", "AmlIp:Nodes:center:Store cannot come", "in the code")]
    [InlineData("AmlIp:Nodes:center:MaxDeath", "3", "AmlIp:Nodes:center:MaxDeath is no option", "MaxDeaths")]
    [InlineData("AmlIp:Nodes:client:CloseTimeout", "00:00:15", "The option CloseTimeout", "ShutdownTimeout")]
    public async Task What_is_wrong_stops_the_host_at_its_start(string key, string value, string what, string remedy)
    {
        await using var host = HostUnderTest.Create(nodes => nodes.AddCenter("center").AddDataWorker("worker").AddDataSpaceClient("client"), null, (key, value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);
        Assert.Contains(what, error.Message);
        Assert.Contains(remedy, error.Message);
    }

    [Fact]
    public async Task A_function_that_cannot_be_made_stops_the_start_and_one_name_is_for_one_function()
    {
        await using var host = HostUnderTest.Create(nodes => nodes.AddDataWorker("worker").AddDataFunction<Adder>("add"));
        var error = await Assert.ThrowsAsync<InvalidOptionsException>(host.StartAsync);
        Assert.Contains("'worker' cannot have its function Adder made", error.Message);
        var twice = Assert.Throws<InvalidOptionsException>(() => HostUnderTest.Create(nodes => nodes.AddDataFunction<Adder>("add").AddDataFunction<Adder>("add")));
        Assert.Contains("'add' is the class Adder already", twice.Message);
    }

    [Fact]
    public async Task Any_other_node_is_hosted_by_one_line_too()
    {
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes.AddNode(new ModelSenderNodeOptions { Name = "school" }, ModelSenderNode.Create).AddNode(new ModelReceiverNodeOptions { Name = "robot" }, ModelReceiverNode.Create),
            null, ("AmlIp:Network:Domain", "11"), ("AmlIp:Nodes:school:CloseTimeout", "00:00:01"));
        var options = host.Get<IOptionsMonitor<ModelSenderNodeOptions>>().Get("school");
        Assert.Equal((11, TimeSpan.FromSeconds(1)), (options.Network.Domain, options.CloseTimeout));
        var receiver = host.Get<ModelReceiverNode>();
        await host.Get<ModelSenderNode>().PublishStatisticsAsync("accuracy", "0.97"u8.ToArray());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var statistics in receiver.WatchAsync(patience.Token))
        {
            Assert.Equal(("school", "accuracy"), (statistics.Sender.Name, statistics.Name));
            return;
        }
    }

    private static ValueTask<Solution> Echo(Job job, CancellationToken cancellationToken) => ValueTask.FromResult(Solution.FromMemory(job.Payload));

    private sealed record Offset(int Value);

    private sealed class Adder(Offset offset) : IDataFunction
    {
        public ValueTask<DataValue> ComputeAsync(DataCall call, CancellationToken cancellationToken) => new(DataValue.From(call.Needed.Sum(value => value.To<int>()) + offset.Value));
    }

    private sealed class Guard : IDataGuard
    {
        public ValueTask<string?> RefuseReadAsync(DataRead read) => new((string?)null);

        public string? RefuseUse(DataUse use) => null;
    }
}
