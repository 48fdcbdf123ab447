namespace AmlIpNet.Dds.Tests;

public sealed class NetworkOptionsTests
{
    private static readonly NetworkOptions s_good = new();

    /// <summary>An option, the values that must pass, the values that must not, and a word of the remedy.</summary>
    public static TheoryData<string, NetworkOptions[], NetworkOptions[], string> Options => new()
    {
        { "Domain", [s_good with { Domain = 0 }, s_good with { Domain = 232 }], [s_good with { Domain = -1 }, s_good with { Domain = 233 }], "from 0 to 232" },
        { "Interface", [s_good with { Interface = "eth0" }, s_good with { Interface = "::1" }], [s_good with { Interface = "" }, s_good with { Interface = "a b" }], "such as eth0" },
        { "Peers", [s_good with { Peers = ["a", "10.0.0.1"] }], [s_good with { Peers = default }, s_good with { Peers = ["a", ""] }, s_good with { Peers = [null!] }, s_good with { Peers = ["a b"] }], "without spaces" },
        { "Multicast", [s_good with { Multicast = false, Peers = ["a"] }], [s_good with { Multicast = false }], "at least one peer" },
        { "Lease", [s_good with { Lease = Ms(100) }, s_good with { Lease = TimeSpan.FromHours(1) }], [s_good with { Lease = Ms(99) }, s_good with { Lease = TimeSpan.FromHours(1) + Ms(1) }, s_good with { Lease = Ms(-1) }], "100 ms to 1 h" },
        { "MaxPayloadBytes", [s_good with { MaxPayloadBytes = 1024 }, s_good with { MaxPayloadBytes = 2_147_000_000 }], [s_good with { MaxPayloadBytes = 1023 }, s_good with { MaxPayloadBytes = 2_147_000_001 }, s_good with { MaxPayloadBytes = -1 }], "1,024 to 2,147,000,000" },
        { "MaxDatagramBytes", [s_good with { MaxDatagramBytes = 1472 }, s_good with { MaxDatagramBytes = 65_500 }], [s_good with { MaxDatagramBytes = 1471 }, s_good with { MaxDatagramBytes = 65_501 }], "1,472 to 65,500" },
        { "FragmentBytes", [s_good with { FragmentBytes = 1024 }, s_good with { FragmentBytes = 14_719 }], [s_good with { FragmentBytes = 1023 }, s_good with { FragmentBytes = 14_720 }], "1,024 to MaxDatagramBytes - 1 (14719)" },
        { "ReceiveBufferBytes", [s_good with { ReceiveBufferBytes = 65_536 }], [s_good with { ReceiveBufferBytes = 65_535 }], "at least 65,536" },
        { "SendBufferBytes", [s_good with { SendBufferBytes = 65_536 }], [s_good with { SendBufferBytes = 65_535 }], "at least 65,536" },
        { "WriterHistoryBytes", [s_good with { WriterHistoryBytes = 65_536 }], [s_good with { WriterHistoryBytes = 65_535 }], "at least 65,536" },
        { "MaxParticipantsPerHost", [s_good with { MaxParticipantsPerHost = 1 }, s_good with { MaxParticipantsPerHost = 119 }], [s_good with { MaxParticipantsPerHost = 0 }, s_good with { MaxParticipantsPerHost = 120 }], "1 to 119" },
        { "QosProfile", [s_good with { QosProfile = "lossy_network" }, s_good with { QosProfile = "mine::own" }], [s_good with { QosProfile = "" }, s_good with { QosProfile = " " }, s_good with { QosProfile = null! }], "low_latency, lossy_network" },
    };

    [Fact]
    public void The_defaults_and_the_loopback_settings_pass() => Assert.Equal([s_good, NetworkOptions.Loopback], [s_good.Validate(), NetworkOptions.Loopback.Validate()]);

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_out_of_range_is_named_with_the_remedy(string option, NetworkOptions[] good, NetworkOptions[] bad, string remedy)
    {
        Assert.All(good, options => options.Validate());
        foreach (var options in bad)
        {
            var error = Assert.Throws<InvalidOptionsException>(options.Validate);
            Assert.StartsWith($"The option {option} is ", error.Message);
            Assert.Contains(remedy, error.Message);
        }
    }

    [Fact]
    public void Every_option_that_has_a_range_is_covered()
    {
        string[] free = [nameof(NetworkOptions.QosFile)];
        string[] all = [.. typeof(NetworkOptions).GetProperties().Where(p => p.GetMethod!.IsStatic == false && p.SetMethod is not null).Select(p => p.Name)];
        Assert.Equal(all.Except(free).Order(), Options.Select(row => (string)row[0]).Order());
    }

    private static TimeSpan Ms(int value) => TimeSpan.FromMilliseconds(value);
}
