namespace AmlIpNet.Dds.Tests;

/// <summary>What profiles say of participants: the shipped three, those of a file, and what is refused.</summary>
public sealed class ParticipantQosTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"amlipnet-qos-{Guid.NewGuid():N}.xml");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_shipped_default_is_what_the_code_has_without_a_profile() => Assert.Equal(new ParticipantQos(), QosLibrary.Default.GetParticipantQos("default"));

    [Fact]
    public void The_shipped_profiles_differ_as_they_say()
    {
        var normal = ParticipantQos.Load(new NetworkOptions());
        var quick = ParticipantQos.Load(NetworkOptions.Loopback);
        var lossy = ParticipantQos.Load(new NetworkOptions { QosProfile = "network::lossy_network" });
        Assert.True(quick.HeartbeatPeriod < lossy.HeartbeatPeriod && lossy.HeartbeatPeriod < normal.HeartbeatPeriod);
        Assert.True(quick.NackDelay < lossy.NackDelay && lossy.NackDelay < normal.NackDelay);
        Assert.True(lossy.MaxHeartbeatPeriod <= TimeSpan.FromMilliseconds(100));
        Assert.Equal((14_720, 1_344), normal.Limit(new NetworkOptions()));
        Assert.Equal((1_472, 1_344), lossy.Limit(new NetworkOptions()));
        Assert.Equal((1_472, 1_344), lossy.Limit(NetworkOptions.Loopback));
        Assert.Equal((65_500, 65_000), quick.Limit(NetworkOptions.Loopback));
    }

    [Fact]
    public void A_profile_of_a_file_is_applied_and_may_build_on_a_shipped_one()
    {
        Write(Properties(
            ("heartbeat_period", "1500us"), ("max_heartbeat_period", "2 s"), ("nack_delay", "0ms"), ("receive_window", "77"), ("max_datagram_bytes", "9000")));
        var options = new NetworkOptions { QosFile = _file, QosProfile = "own::radio" };
        var expected = new ParticipantQos
        {
            HeartbeatPeriod = TimeSpan.FromMicroseconds(1500),
            MaxHeartbeatPeriod = TimeSpan.FromSeconds(2),
            NackDelay = TimeSpan.Zero,
            ReceiveWindow = 77,
            MaxDatagramBytes = 9_000,
        };
        Assert.Equal(expected, ParticipantQos.Load(options));
        Write("", "network::lossy_network");
        Assert.Equal(QosLibrary.Default.GetParticipantQos("lossy_network"), ParticipantQos.Load(options));
    }

    [Theory]
    [InlineData("heartbeat_period", "20", "the duration '20' cannot be used, allowed: a whole number with us, ms or s")]
    [InlineData("heartbeat_period", "ms", "the duration 'ms' cannot be used")]
    [InlineData("heartbeat_period", "-5ms", "the duration '-5ms' cannot be used")]
    [InlineData("heartbeat_period", "2.5ms", "the duration '2.5ms' cannot be used")]
    [InlineData("heartbeat_period", "999us", "1 ms to 10 s")]
    [InlineData("heartbeat_period", "2147483647s", "1 ms to 10 s")]
    [InlineData("nack_delay", "11s", "0 ms to 10 s")]
    [InlineData("max_heartbeat_period", "61s", "1 ms to 60 s")]
    [InlineData("max_heartbeat_period", "5ms", "below its amlipnet.heartbeat_period")]
    [InlineData("receive_window", "15", "allowed: 16 to 65536")]
    [InlineData("max_datagram_bytes", "1471", "allowed: 1472 to 65500")]
    [InlineData("colour", "red", "the property 'amlipnet.colour' is not supported, allowed: amlipnet.heartbeat_period, amlipnet.max_heartbeat_period")]
    public void What_cannot_be_applied_is_refused_by_name(string property, string value, string expected)
    {
        Write(Properties((property, value)));
        Assert.Contains(expected, Assert.Throws<QosException>(() => QosLibrary.Load(_file)).Message);
    }

    [Theory]
    [InlineData("<property><value><element><name>amlipnet.nack_delay</name></element></value></property>", "a property needs <name> and <value>")]
    [InlineData("<property><value><element><name>amlipnet.nack_delay</name><value>1ms</value><propagate>true</propagate></element></value></property>", "<propagate> in <element> is not supported")]
    [InlineData("<property><binary_value/></property>", "<binary_value> in <property> is not supported")]
    [InlineData("<user_data/>", "<user_data> in <domain_participant_qos> is not supported, allowed: property")]
    public void Other_elements_are_refused_by_name(string content, string expected)
    {
        Write(content);
        Assert.Contains(expected, Assert.Throws<QosException>(() => QosLibrary.Load(_file)).Message);
    }

    [Fact]
    public void A_property_that_stands_twice_is_refused()
    {
        Write(Properties(("nack_delay", "1ms"), ("nack_delay", "2ms")));
        Assert.Contains("the property amlipnet.nack_delay stands twice", Assert.Throws<QosException>(() => QosLibrary.Load(_file)).Message);
    }

    [Fact]
    public void A_participant_whose_profile_is_not_there_is_refused_with_the_names_of_those_that_are()
    {
        var error = Assert.Throws<QosException>(() => new InProcessEngine().CreateParticipant("node", new NetworkOptions { QosProfile = "loosy" }, NullListener.Instance));
        Assert.Contains("no QoS profile 'network::loosy'", error.Message);
        Assert.Contains("network::lossy_network", error.Message);
    }

    private static string Properties(params (string Name, string Value)[] properties) =>
        $"<property><value>{string.Concat(properties.Select(p => $"<element><name>amlipnet.{p.Name}</name><value>{p.Value}</value></element>"))}</value></property>";

    private void Write(string content, string baseName = "network::default") => File.WriteAllText(_file, $"""
        <dds><qos_library name="own"><qos_profile name="radio" base_name="{baseName}"><domain_participant_qos>{content}</domain_participant_qos></qos_profile></qos_library></dds>
        """);
}
