using System.Text;
using AmlIpNet.Hosting.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AmlIpNet.Hosting.Tests.Options;

/// <summary>The section AmlIp of the configuration over the code; what is wrong there stops the host with the remedy.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public void The_configuration_wins_over_the_code_and_the_code_over_the_defaults()
    {
        var options = Read<ComputingNodeOptions>(
            nodes => nodes.Configure(common => common with { Network = common.Network with { Domain = 5, Lease = TimeSpan.FromSeconds(9) } })
                .AddComputingNode("worker", Echo, options => options with { Slots = 2, HandlerRetries = 7 }),
            "worker", ("AmlIp:Network:Domain", "6"), ("AmlIp:Nodes:worker:Slots", "3"), ("AmlIp:Nodes:worker:Network:MaxPayloadBytes", "4096"));
        Assert.Equal((3, 7), (options.Slots, options.HandlerRetries));
        Assert.Equal((6, TimeSpan.FromSeconds(9), 4096), (options.Network.Domain, options.Network.Lease, options.Network.MaxPayloadBytes));
        Assert.Equal(166, new NetworkOptions().Domain);
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        var options = Read<ComputingNodeOptions>(nodes => nodes.AddComputingNode("worker", Echo), "worker",
            ("AmlIp:Nodes:worker:Name", "renamed"), ("AmlIp:Nodes:worker:nativeplane", "false"), ("AmlIp:Nodes:worker:HealGrace", "00:00:03.5"),
            ("AmlIp:Nodes:worker:FailureReply", "sorry"), ("AmlIp:Network:Interface", ""), ("AmlIp:Network:Peers", "192.0.2.7, 192.0.2.8"));
        Assert.Equal(("renamed", false, TimeSpan.FromSeconds(3.5)), (options.Name, options.NativePlane, options.HealGrace));
        Assert.Equal("sorry", Encoding.UTF8.GetString(options.FailureReply!.Value.Span));
        Assert.Null(options.Network.Interface);
        Assert.Equal("192.0.2.7 192.0.2.8", string.Join(' ', options.Network.Peers));
    }

    [Fact]
    public void Lists_and_nested_options_are_read()
    {
        var options = Read<GuardianNodeOptions>(nodes => nodes.AddGuardianNode("guardian"), "guardian",
            ("AmlIp:Network:Peers:0", "192.0.2.7"), ("AmlIp:Network:Peers:1", "192.0.2.8"), ("AmlIp:Nodes:guardian:Jobs:MaxAttempts", "9"));
        Assert.Equal("192.0.2.7 192.0.2.8", string.Join(' ', options.Network.Peers));
        Assert.Equal((9, 2), (options.Jobs.MaxAttempts, JobOptions.Default.MaxAttempts));
    }

    [Fact]
    public void Loopback_brings_its_QoS_profile_unless_another_one_is_named()
    {
        string Profile(params (string, string?)[] settings) => Read<MainNodeOptions>(nodes => nodes.AddMainNode("main"), "main", settings).Network.QosProfile;
        Assert.Equal("default", Profile());
        Assert.Equal(NetworkOptions.Loopback.QosProfile, Profile(("AmlIp:Loopback", "true")));
        Assert.Equal("lossy_network", Profile(("AmlIp:Loopback", "true"), ("AmlIp:Network:QosProfile", "lossy_network")));
        Assert.Equal("default", Profile(("AmlIp:Loopback", "true"), ("AmlIp:Nodes:main:Network:QosProfile", "default")));
    }

    [Fact]
    public void Loopback_keeps_the_domain_and_leaves_the_preset_as_it_is()
    {
        var network = Read<MainNodeOptions>(nodes => nodes.AddMainNode("main"), "main", ("AmlIp:Loopback", "true"), ("AmlIp:Network:Domain", "7"), ("AmlIp:Nodes:main:Network:Lease", "00:00:02")).Network;
        Assert.Equal(NetworkOptions.Loopback with { Domain = 7, Lease = TimeSpan.FromSeconds(2) }, network);
        Assert.Equal((166, TimeSpan.FromSeconds(1)), (NetworkOptions.Loopback.Domain, NetworkOptions.Loopback.Lease));
    }

    [Fact]
    public void Draining_may_take_what_the_host_has()
    {
        Assert.Equal(TimeSpan.FromSeconds(25), Read<ComputingNodeOptions>(nodes => nodes.AddComputingNode("worker", Echo), "worker").DrainTimeout);
        Assert.Equal(TimeSpan.FromSeconds(21), Read<GuardianNodeOptions>(nodes => nodes.AddGuardianNode("guardian"), "guardian").DrainTimeout);
        Assert.Equal(TimeSpan.FromSeconds(4), Read<ComputingNodeOptions>(nodes => nodes.AddComputingNode("worker", Echo), "worker", ("AmlIp:Nodes:worker:DrainTimeout", "00:00:04")).DrainTimeout);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(3_600_000)]
    public void The_defaults_fit_whatever_time_the_host_has(int milliseconds)
    {
        var host = HostUnderTest.Create(
            nodes => nodes.AddMainNode("main").AddComputingNode("worker", Echo).AddGuardianNode("guardian").AddStatusNode("monitor"),
            services => services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(milliseconds)));
        var worker = host.Get<IOptionsMonitor<ComputingNodeOptions>>().Get("worker");
        Assert.True(milliseconds <= 0 || worker.DrainTimeout + 2 * worker.CloseTimeout < TimeSpan.FromMilliseconds(milliseconds), worker.ToString());
        Assert.True(host.Get<IOptionsMonitor<GuardianNodeOptions>>().Get("guardian").DrainTimeout >= TimeSpan.Zero);
        Assert.True(host.Get<IOptionsMonitor<MainNodeOptions>>().Get("main").CloseTimeout <= TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("Interface", "eth0")]
    [InlineData("Peers", "192.0.2.7")]
    [InlineData("MaxDatagramBytes", "9000")]
    [InlineData("FragmentBytes", "1400")]
    public async Task Loopback_beside_another_network_is_refused(string option, string value)
    {
        await using var host = HostUnderTest.Create(nodes => nodes.AddMainNode("main"), null, ("AmlIp:Loopback", "true"), ($"AmlIp:Network:{option}", value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);
        Assert.Contains($"contradicts Network:{option}", error.Message);
        Assert.Contains("leave one of them out", error.Message);
    }

    [Fact]
    public async Task A_named_engine_beside_another_one_in_the_code_is_refused()
    {
        await using var host = HostUnderTest.Create(nodes => nodes.AddMainNode("main"), null, ("AmlIp:Engine", "cyclone"));
        Assert.Contains("UseEngine gives the nodes the engine 'in-process': leave one of them out", (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Message);
        await using var same = HostUnderTest.Create(nodes => nodes.AddMainNode("main"), null, ("AmlIp:Engine", "in-process"));
        Assert.NotNull(same.Get<MainNode>());
    }

    [Theory]
    [InlineData("AmlIp:Nodes:worker:Slot", "3", "AmlIp:Nodes:worker:Slot is no option", "Slots")]
    [InlineData("AmlIp:Nodes:wroker:Slots", "3", "AmlIp:Nodes:wroker is for no node", "worker")]
    [InlineData("AmlIp:Nod:worker:Slots", "3", "AmlIp:Nod is no option", "Nodes")]
    [InlineData("AmlIp:Network:Domian", "3", "AmlIp:Network:Domian is no option", "Domain")]
    [InlineData("AmlIp:Network", "3", "AmlIp:Network is '3'", "AmlIp:Network:")]
    [InlineData("AmlIp:Nodes:worker:Slots", "many", "AmlIp:Nodes:worker:Slots is 'many'", "a number")]
    [InlineData("AmlIp:Nodes:worker:Slots", "99999999999", "AmlIp:Nodes:worker:Slots is '99999999999'", "a number")]
    [InlineData("AmlIp:Nodes:worker:Slots", "0", "The option Slots is 0", "use 1 to ")]
    [InlineData("AmlIp:Nodes:worker:HealGrace", "20", "AmlIp:Nodes:worker:HealGrace is '20'", "hh:mm:ss")]
    [InlineData("AmlIp:Nodes:worker:NativePlane", "maybe", "AmlIp:Nodes:worker:NativePlane is 'maybe'", "true or false")]
    [InlineData("AmlIp:Nodes:worker:Serializer", "xml", "AmlIp:Nodes:worker:Serializer cannot come", "in the code")]
    [InlineData("AmlIp:Nodes:worker:DrainTimeout", "00:01:00", "The option DrainTimeout", "ShutdownTimeout")]
    [InlineData("AmlIp:Nodes:worker:DrainTimeout", "00:00:27", "The option DrainTimeout", "2 times the CloseTimeout of 00:00:02")]
    [InlineData("AmlIp:Nodes:main:CloseTimeout", "00:00:15", "The option CloseTimeout", "ShutdownTimeout")]
    [InlineData("AmlIp:Network:Domain", "999", "The option Domain is 999", "0 to 232")]
    [InlineData("AmlIp:Engine", "zeromq", "The option Engine is zeromq", "cyclone or in-process")]
    [InlineData("AmlIp:Engine", "connext", "The option Engine is connext", "UseEngine")]
    [InlineData("AmlIp:MinPeers", "-1", "The option MinPeers is -1", "0 to 1,000,000")]
    [InlineData("AmlIp:HealthTimeout", "00:00:00", "The option HealthTimeout", "above 0 s")]
    public async Task What_is_wrong_stops_the_host_at_its_start(string key, string value, string what, string remedy)
    {
        await using var host = HostUnderTest.Create(nodes => nodes.AddMainNode("main").AddComputingNode("worker", Echo), null, (key, value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);
        Assert.Contains(what, error.Message);
        Assert.Contains(remedy, error.Message);
    }

    [Fact]
    public async Task Every_mistake_is_named_at_once()
    {
        await using var host = HostUnderTest.Create(nodes => nodes.AddComputingNode("a", Echo).AddComputingNode("b", Echo), null,
            ("AmlIp:Nodes:a:Slots", "0"), ("AmlIp:Nodes:a:Slot", "1"), ("AmlIp:Nodes:b:Slots", "x"));
        var error = await Assert.ThrowsAsync<AggregateException>(host.StartAsync);
        string text = string.Join('\n', error.InnerExceptions.Select(one => one.Message));
        foreach (string mistake in new[] { "AmlIp:Nodes:a: The option Slots is 0", "AmlIp:Nodes:a:Slot is no option", "AmlIp:Nodes:b:Slots is 'x'" }) Assert.Contains(mistake, text);
    }

    [Fact]
    public async Task A_check_of_the_applications_own_is_heard()
    {
        await using var host = HostUnderTest.Create(
            nodes => nodes.AddMainNode("main"), services => services.AddOptions<MainNodeOptions>("main").Validate(options => options.MaxJobs < 100, "at most 99 jobs, please"));
        Assert.Contains("at most 99 jobs", (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Message);
    }

    [Fact]
    public void The_engine_is_chosen_by_name()
    {
        Assert.Equal("cyclone", Engines.Create("cyclone").Name);
        Assert.Equal("in-process", Engines.Create("in-process").Name);
        Assert.Contains("RTI", Assert.Throws<InvalidOptionsException>(() => Engines.Create("connext")).Message);
    }

    private static T Read<T>(Action<AmlIpBuilder> nodes, string name, params (string, string?)[] configuration)
    {
        var host = HostUnderTest.Create(nodes, null, configuration);
        return host.Get<IOptionsMonitor<T>>().Get(name);
    }

    private static ValueTask<Solution> Echo(Job job, CancellationToken cancellationToken) => ValueTask.FromResult(Solution.FromMemory(job.Payload));
}
