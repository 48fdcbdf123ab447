using System.Globalization;
using System.Text.RegularExpressions;
using AmlIpNet.Dds;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>docs/QOS.md: its profile can be loaded, and its values are those of the shipped profiles.</summary>
public sealed class QosTests
{
    private const string Page = "docs/QOS.md";

    public static TheoryData<string, Func<ParticipantQos, string>> Properties => new()
    {
        { "heartbeat_period", qos => Time(qos.HeartbeatPeriod) },
        { "max_heartbeat_period", qos => Time(qos.MaxHeartbeatPeriod) },
        { "nack_delay", qos => Time(qos.NackDelay) },
        { "receive_window", qos => qos.ReceiveWindow.ToString("N0", CultureInfo.InvariantCulture) },
        { "max_datagram_bytes", qos => qos.MaxDatagramBytes?.ToString("N0", CultureInfo.InvariantCulture) ?? "" },
    };

    [Theory]
    [MemberData(nameof(Properties))]
    public void The_table_has_the_shipped_values(string property, Func<ParticipantQos, string> show)
    {
        var row = Regex.Match(Repository.Read(Page), $@"^\| `amlipnet\.{property}` \|([^|]*)\|([^|]*)\|([^|]*)\|", RegexOptions.Multiline);
        Assert.True(row.Success, $"{Page} has no row for amlipnet.{property}.");
        string[] shipped = [.. new[] { "default", "low_latency", "lossy_network" }.Select(profile => show(QosLibrary.Default.GetParticipantQos(profile)))];
        Assert.Equal(shipped, row.Groups.Values.Skip(1).Select(cell => cell.Value.Trim()));
    }

    [Fact]
    public void Every_property_has_a_row() =>
        Assert.Equal(typeof(ParticipantQos).GetProperties().Length, Regex.Count(Repository.Read(Page), @"^\| `amlipnet\.\w+` \|", RegexOptions.Multiline));

    [Fact]
    public void The_profile_of_the_page_can_be_used()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Assert.Single(Fence.In(Page), fence => fence.Language == "xml").Text);
            var qos = ParticipantQos.Load(new NetworkOptions { QosFile = file, QosProfile = "satellite" });
            Assert.Equal(QosLibrary.Default.GetParticipantQos("lossy_network") with { NackDelay = TimeSpan.FromMilliseconds(700) }, qos);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Time(TimeSpan time) =>
        time.TotalSeconds >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds} ms");
}
