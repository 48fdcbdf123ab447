using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace AmlIpNet.Cli.Doctor;

/// <summary>A network interface of this machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Addresses">Its addresses, IPv4 first.</param>
/// <param name="IsLoopback">Whether it stays on this machine.</param>
/// <param name="Multicast">What came of the multicast test.</param>
internal sealed record InterfaceReport(string Name, IReadOnlyList<IPAddress> Addresses, bool IsLoopback, string Multicast)
{
    /// <summary>What <see cref="Multicast"/> says when the test was passed.</summary>
    public const string Works = "works";

    /// <summary>Examines the interfaces that are up.</summary>
    /// <param name="only">The interface to test multicast on, by its name or an address; null for all.</param>
    /// <param name="multicast">Whether to test it at all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<InterfaceReport>> ExamineAsync(string? only, bool multicast, CancellationToken cancellationToken)
    {
        var reports = new List<InterfaceReport>();
        foreach (var one in NetworkInterface.GetAllNetworkInterfaces().Where(one => one.OperationalStatus == OperationalStatus.Up || one.NetworkInterfaceType == NetworkInterfaceType.Loopback))
        {
            IPAddress[] addresses = [.. one.GetIPProperties().UnicastAddresses.Select(address => address.Address).OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)];
            var report = new InterfaceReport(one.Name, addresses, one.NetworkInterfaceType == NetworkInterfaceType.Loopback, "not tested");
            string result = addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) is not { } ipv4 ? "no IPv4 address"
                : !multicast || only is not null && !report.Is(only) ? report.Multicast : await MulticastTest.RunAsync(ipv4, cancellationToken);
            reports.Add(report with { Multicast = result });
        }

        return reports;
    }

    /// <summary>Whether the option <c>--interface</c> means this one.</summary>
    public bool Is(string nameOrAddress) => Name == nameOrAddress || IPAddress.TryParse(nameOrAddress, out var address) && Addresses.Contains(address);
}
