using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AmlIpNet.Bench;

/// <summary>
/// Cyclone DDS's own measuring tool, as the yardstick: two native processes that play ping-pong on the same loopback configuration. It prints half of each
/// round trip (its count of pings a second says so); here it is doubled.
/// </summary>
internal static partial class DdsPerf
{
    private const int Seconds = 4;
    private const int PerfDomain = 98;

    /// <summary>The median and 99th percentile of its round trips in microseconds, or null when ddsperf is not installed.</summary>
    /// <param name="size">Bytes of a sample.</param>
    /// <param name="mode">"listener": it answers on Cyclone's receiving thread; "waitset": on a thread of its own, as an application does.</param>
    public static async Task<(double P50, double P99)?> PingAsync(int size, string mode = "listener")
    {
        string configuration = Path.GetTempFileName();
        await File.WriteAllTextAsync(configuration, LoopbackXml);
        try
        {
            using var pong = Start(configuration, "-D", $"{Seconds + 3}", "pong", mode);
            using var ping = Start(configuration, "-D", $"{Seconds}", "ping", "size", $"{size}", mode);
            string printed = await ping.StandardOutput.ReadToEndAsync();
            await ping.WaitForExitAsync();
            pong.Kill();
            var matches = Line().Matches(printed);
            if (matches.Count == 0) return null;
            return (Median(matches, "p50"), Median(matches, "p99"));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(configuration);
        }
    }

    private static double Median(MatchCollection lines, string group) =>
        2 * Statistics.Percentile([.. lines.Select(l => double.Parse(l.Groups[group].Value, CultureInfo.InvariantCulture))], 0.5);

    private static Process Start(string configuration, params string[] arguments)
    {
        var info = new ProcessStartInfo("ddsperf", ["-i", $"{PerfDomain}", .. arguments]) { RedirectStandardOutput = true };
        info.Environment["CYCLONEDDS_URI"] = $"file://{configuration}";
        return Process.Start(info)!;
    }

    [GeneratedRegex(@"50% (?<p50>[\d.]+)us .*99% (?<p99>[\d.]+)us .*cnt")]
    private static partial Regex Line();

    private static string LoopbackXml => $"""
        <CycloneDDS><Domain id="any"><General><Interfaces><NetworkInterface name="lo" multicast="false"/></Interfaces><AllowMulticast>false</AllowMulticast>
        <MaxMessageSize>{Bed.Network.MaxDatagramBytes}B</MaxMessageSize><FragmentSize>{Bed.Network.FragmentBytes}B</FragmentSize></General>
        <Discovery><ParticipantIndex>auto</ParticipantIndex><Peers><Peer address="127.0.0.1"/></Peers></Discovery>
        <Internal><SocketReceiveBufferSize max="{Bed.Network.ReceiveBufferBytes}B"/><SocketSendBufferSize min="default" max="{Bed.Network.SendBufferBytes}B"/>
        <NackDelay>1ms</NackDelay><AckDelay>1ms</AckDelay><HeartbeatInterval min="2ms" minsched="5ms" max="8s">20ms</HeartbeatInterval>
        <MaxQueuedRexmitBytes>64MB</MaxQueuedRexmitBytes><BurstSize><MaxRexmit>4MiB</MaxRexmit></BurstSize></Internal></Domain></CycloneDDS>
        """;
}
