using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AmlIpNet.Cli.Doctor;

/// <summary>Sends a datagram to DDS's group on one interface and waits for its copy. It does not leave the machine (time to live 0): routes and
/// firewalls of this machine are tested, the network's switches are not.</summary>
internal static class MulticastTest
{
    private const int Tries = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <returns><see cref="InterfaceReport.Works"/>, or what went wrong.</returns>
    public static async Task<string> RunAsync(IPAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var group = IPAddress.Parse(DomainPorts.Group);
            using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            receiver.Bind(new IPEndPoint(IPAddress.Any, 0));
            receiver.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, address));
            using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, address.GetAddressBytes());
            sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 0);
            sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, true);
            byte[] sent = RandomNumberGenerator.GetBytes(16);
            var target = new IPEndPoint(group, ((IPEndPoint)receiver.LocalEndPoint!).Port);
            for (int i = 0; i < Tries; i++)
            {
                await sender.SendToAsync(sent, target, cancellationToken);
                if (await ReceivesAsync(receiver, sent, cancellationToken)) return InterfaceReport.Works;
            }

            return "sent, but nothing came back";
        }
        catch (SocketException error)
        {
            return $"fails: {error.Message}";
        }
    }

    private static async Task<bool> ReceivesAsync(Socket receiver, byte[] sent, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        var buffer = new byte[64];
        try
        {
            while (true)
            {
                int count = await receiver.ReceiveAsync(buffer, limit.Token);
                if (buffer.AsSpan(0, count).SequenceEqual(sent)) return true;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
