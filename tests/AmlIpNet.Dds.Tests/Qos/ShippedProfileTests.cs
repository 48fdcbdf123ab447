namespace AmlIpNet.Dds.Tests;

public sealed class ShippedProfileTests
{
    // What AML-IP's endpoints announce. History and limits are not announced.
    private static readonly EndpointQos s_amlIp = new()
    {
        Reliability = Reliability.Reliable,
        Durability = Durability.TransientLocal,
        Liveliness = LivelinessKind.Automatic,
        LivelinessLease = null,
        Ownership = Ownership.Shared,
    };

    public static TheoryData<string> Topics => ["status", "request", "reply", "target", "data", "solution"];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Our_writers_match_AML_IPs_readers(string topic) =>
        Assert.Null(QosCompatibility.Find(QosLibrary.Default.GetWriterQos($"amlip::{topic}"), s_amlIp));

    [Theory]
    [MemberData(nameof(Topics))]
    public void AML_IPs_writers_match_our_readers(string topic)
    {
        var requested = QosLibrary.Default.GetReaderQos($"amlip::{topic}");
        Assert.Null(QosCompatibility.Find(s_amlIp, requested));
        Assert.True(QosCompatibility.PartitionsMeet(s_amlIp.Partitions, requested.Partitions));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Endpoints_offer_a_lease_of_500_ms_request_none_and_receive_what_was_written_before(string topic)
    {
        var writer = QosLibrary.Default.GetWriterQos($"amlip::{topic}");
        var reader = QosLibrary.Default.GetReaderQos($"amlip::{topic}");
        Assert.Equal(TimeSpan.FromMilliseconds(500), writer.LivelinessLease);
        Assert.Null(reader.LivelinessLease);
        Assert.All([writer, reader], qos => Assert.Equal((Reliability.Reliable, Durability.TransientLocal), (qos.Reliability, qos.Durability)));
        Assert.Equal((History.KeepAll, 5000), (reader.History, reader.MaxSamples));
    }

    [Theory]
    [InlineData("status", "KEEP_LAST 1", null)]
    [InlineData("request", "KEEP_LAST 256", null)]
    [InlineData("target", "KEEP_LAST 256", null)]
    [InlineData("reply", "KEEP_ALL", "KEEP_LAST 16")]
    [InlineData("data", "KEEP_ALL", "KEEP_LAST 1")]
    [InlineData("solution", "KEEP_ALL", "KEEP_LAST 1")]
    public void Writers_keep(string topic, string history, string? service)
    {
        var writer = QosLibrary.Default.GetWriterQos($"amlip::{topic}");
        Assert.Equal((history, service), (writer.History.ToString(), writer.DurabilityService?.ToString()));
    }

    [Fact]
    public void Requests_and_targets_keep_the_same_number_of_samples() =>
        Assert.Equal(QosLibrary.Default.GetWriterQos("amlip::request").History, QosLibrary.Default.GetWriterQos("amlip::target").History);

    [Theory]
    [InlineData("availability", "TransientLocal", "KEEP_LAST 1")]
    [InlineData("work", "Volatile", "KEEP_ALL")]
    [InlineData("outcome", "Volatile", "KEEP_ALL")]
    public void Native_endpoints_match_each_other_and_show_life(string topic, string durability, string history)
    {
        var writer = QosLibrary.Default.GetWriterQos($"amlipnet::{topic}");
        var reader = QosLibrary.Default.GetReaderQos($"amlipnet::{topic}");
        Assert.Null(QosCompatibility.Find(writer, reader));
        Assert.All([writer, reader], qos => Assert.Equal((Reliability.Reliable, durability), (qos.Reliability, qos.Durability.ToString())));
        Assert.Equal((history, TimeSpan.FromMilliseconds(500)), (writer.History.ToString(), writer.LivelinessLease));
        Assert.Equal((History.KeepAll, 5000), (reader.History, reader.MaxSamples)); // several writers without keys: a depth would be shared
    }

    [Fact]
    public void An_unknown_profile_is_an_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<QosException>(() => QosLibrary.Default.GetWriterQos("amlip::requests"));
        Assert.Contains("'amlip::requests' in amlipnet_qos.xml", error.Message);
        Assert.All(QosLibrary.Default.Profiles, profile => Assert.Contains(profile, error.Message));
        Assert.Contains("amlip::data, amlip::endpoint, ", error.Message);
    }
}
