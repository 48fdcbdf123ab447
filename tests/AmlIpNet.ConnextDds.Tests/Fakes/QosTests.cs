using System.Xml.Linq;
using AmlIpNet.Dds;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>What the QoS profiles say reaches Connext's documents.</summary>
public sealed class QosTests
{
    private static readonly RtiEntry s_entry = new FakeNetwork().Entry;

    public static TheoryData<string> Profiles => [.. QosLibrary.Default.Profiles];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_shipped_profile_says_the_same_to_Connext(string profile)
    {
        var writer = QosLibrary.Default.GetWriterQos(profile);
        // A writer counts its samples by itself, and what a volatile one keeps for late readers is nothing.
        var expected = writer with { MaxSamples = EndpointQos.Unlimited, DurabilityService = writer.Durability == Durability.Volatile ? null : writer.DurabilityService };
        Assert.Equal(expected, ReadWriter(writer));
        var reader = QosLibrary.Default.GetReaderQos(profile);
        Assert.Equal(reader, ReadReader(reader));
    }

    [Fact]
    public void Every_policy_is_told()
    {
        var qos = new EndpointQos
        {
            Reliability = Reliability.BestEffort,
            Durability = Durability.Transient,
            History = History.KeepLast(7),
            MaxSamples = 9,
            Liveliness = LivelinessKind.ManualByTopic,
            LivelinessLease = TimeSpan.FromMilliseconds(1500),
            Deadline = TimeSpan.FromSeconds(3),
            LatencyBudget = TimeSpan.FromTicks(12_345),
            Ownership = Ownership.Exclusive,
        };
        Assert.Equal(qos, ReadReader(qos));
        Assert.Equal(qos with { MaxSamples = EndpointQos.Unlimited }, ReadWriter(qos));
        Assert.Equal(["a", "b"], RtiFile.Read(s_entry, EndpointXml.Groups(["a", "b"]), file => (FakePublisherQos)file.GetPublisherQos(XmlText.FullProfile)).Partitions);
    }

    [Fact]
    public void A_user_s_file_reaches_Connext()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                <dds><qos_library name="amlip"><qos_profile name="data" base_name="endpoint">
                  <datawriter_qos><history><kind>KEEP_LAST_HISTORY_QOS</kind><depth>33</depth></history></datawriter_qos>
                </qos_profile></qos_library></dds>
                """);
            Assert.Equal(History.KeepLast(33), ReadWriter(QosLibrary.Load(path).GetWriterQos("amlip::data")).History);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_the_participant_does_about_loss_is_told()
    {
        var participant = new ParticipantQos { HeartbeatPeriod = TimeSpan.FromMilliseconds(7), NackDelay = TimeSpan.FromMilliseconds(3), ReceiveWindow = 99 };
        var writer = XElement.Parse(EndpointXml.Writer(new(), participant, 1)).Descendants("rtps_reliable_writer").Single();
        Assert.Equal("7000000", (string)writer.Element("heartbeat_period")!.Element("nanosec")!);
        var reader = XElement.Parse(EndpointXml.Reader(new(), participant, 1)).Descendants("rtps_reliable_reader").Single();
        Assert.Equal(("3000000", "99"), ((string)reader.Element("round_trip_time")!.Element("nanosec")!, (string)reader.Element("receive_window_size")!));
    }

    [Fact]
    public void No_document_stays_behind()
    {
        string seen = "";
        RtiFile.Read(s_entry with { Load = path => new FakeProvider(seen = path) }, EndpointXml.Groups([]), file => file.GetPublisherQos(XmlText.FullProfile));
        Assert.NotEqual("", seen);
        Assert.False(File.Exists(seen));
    }

    private static EndpointQos ReadWriter(EndpointQos qos) =>
        RtiFile.Read(s_entry, EndpointXml.Writer(qos, new(), 1), file => (FakeWriterQos)file.GetDataWriterQos(XmlText.FullProfile)).Qos;

    private static EndpointQos ReadReader(EndpointQos qos) =>
        RtiFile.Read(s_entry, EndpointXml.Reader(qos, new(), 1), file => (FakeReaderQos)file.GetDataReaderQos(XmlText.FullProfile)).Qos;
}
