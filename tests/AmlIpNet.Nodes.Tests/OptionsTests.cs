using AmlIpNet.Dds;

namespace AmlIpNet.Nodes.Tests;

/// <summary>An option that cannot work is refused with its name and the remedy.</summary>
public class OptionsTests
{
    public static TheoryData<NodeOptions, string> Wrong => new()
    {
        { new MainNodeOptions { Name = "" }, "1 to 28 bytes" },
        { new MainNodeOptions { Name = new string('x', 29) }, "1 to 28 bytes" },
        { new MainNodeOptions { Name = new string('ö', 15) }, "1 to 28 bytes" },
        { new MainNodeOptions { Name = "a\nb" }, "control characters" },
        { new MainNodeOptions { Name = "n", MaxJobs = 0 }, "MaxJobs" },
        { new MainNodeOptions { Name = "n", MaxDeaths = 0 }, "MaxDeaths" },
        { new MainNodeOptions { Name = "n", MaxOpenRequests = 0 }, "MaxOpenRequests" },
        { new MainNodeOptions { Name = "n", CloseTimeout = TimeSpan.FromSeconds(-1) }, "CloseTimeout" },
        { new MainNodeOptions { Name = "n", Network = new() { Domain = 233 } }, "0 to 232" },
        { new ComputingNodeOptions { Name = "n", Slots = 0 }, "Slots" },
        { new ComputingNodeOptions { Name = "n", Slots = 1_025 }, "use 1 to 1,024" },
        { new ComputingNodeOptions { Name = "n", Slots = 10_001, NativePlane = false }, "use 1 to 10,000" },
        { new ComputingNodeOptions { Name = "n", HandlerRetries = -1 }, "HandlerRetries" },
        { new ComputingNodeOptions { Name = "n", DrainTimeout = TimeSpan.FromSeconds(-1) }, "DrainTimeout" },
        { new ComputingNodeOptions { Name = "n", HealGrace = TimeSpan.FromSeconds(-1) }, "HealGrace" },
        { new GuardianNodeOptions { Name = "n", MaxJobs = 0 }, "MaxJobs" },
        { new ComputingNodeOptions { Name = "n", NativePlane = false, AmlIpPlane = false }, "reaches nobody" },
        { new GuardianNodeOptions { Name = "n", NativePlane = false }, "leave it on" },
        { new GuardianNodeOptions { Name = "n", AmlIpPlane = false }, "leave it on" },
        { new GuardianNodeOptions { Name = "n", DrainTimeout = TimeSpan.FromSeconds(-1) }, "DrainTimeout" },
        { new GuardianNodeOptions { Name = "n", Jobs = new() { MaxAttempts = 0 } }, "MaxAttempts" },
        { new ModelSenderNodeOptions { Name = "n", Slots = 0 }, "Slots" },
        { new ModelSenderNodeOptions { Name = "n", MaxWaitingRequests = 0 }, "MaxWaitingRequests" },
        { new ModelSenderNodeOptions { Name = "n", MaxStatisticsBytes = 0 }, "MaxStatisticsBytes" },
        { new ModelSenderNodeOptions { Name = "n", AmlIpPlane = false }, "leave it on" },
        { new ModelReceiverNodeOptions { Name = "n", RequestTimeout = TimeSpan.Zero }, "RequestTimeout" },
        { new ModelReceiverNodeOptions { Name = "n", MaxRequests = 0 }, "MaxRequests" },
        { new ModelReceiverNodeOptions { Name = "n", MaxSenders = 0 }, "MaxSenders" },
        { new ModelReceiverNodeOptions { Name = "n", MaxBufferedStatistics = 0 }, "MaxBufferedStatistics" },
        { new StatusNodeOptions { Name = "n", MaxNodes = 0 }, "MaxNodes" },
        { new StatusNodeOptions { Name = "n", MaxBufferedChanges = 0 }, "MaxBufferedChanges" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_names_itself_and_the_remedy(NodeOptions options, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidOptionsException>(options.Validate).Message);

    [Fact]
    public void A_node_is_not_created_with_a_wrong_option() =>
        Assert.Throws<InvalidOptionsException>(() => MainNode.Create(new InProcessEngine(), new MainNodeOptions { Name = "" }));

    [Fact]
    public void Requests_beyond_the_writer_s_history_are_refused() =>
        Assert.Contains("MaxOpenRequests", Assert.Throws<InvalidOptionsException>(
            () => MainNode.Create(new InProcessEngine(), new MainNodeOptions { Name = "n", MaxOpenRequests = 257 })).Message);
}
