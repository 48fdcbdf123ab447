using System.Text;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// Cyclone's domains. Each participant has one to itself, with its own configuration, threads and sockets, as if it were alone in its
/// process; on the network they are one domain (ExternalDomainId). In a shared one, participants could not have options of their own,
/// and a reader that takes nothing would make the other readers of the process lose samples and their writers stop.
/// </summary>
internal static unsafe class CycloneDomain
{
    private static int s_lastId = 1000; // above all real domains

    /// <summary>Creates a domain.</summary>
    /// <param name="options">How it reaches the network.</param>
    /// <param name="configuration">More of Cyclone's configuration, which goes before what the options make, or null.</param>
    /// <param name="logger">Where Cyclone's messages about it go.</param>
    /// <param name="deleted">Called when it is gone.</param>
    /// <param name="id">What this process knows it by.</param>
    /// <exception cref="InvalidOptionsException">The options cannot work here.</exception>
    /// <exception cref="DdsException">Cyclone refused.</exception>
    public static Entity Create(NetworkOptions options, string? configuration, ILogger logger, Action deleted, out uint id)
    {
        byte[] xml = Encoding.UTF8.GetBytes($"{DomainXml.Build(options, ParticipantQos.Load(options))},{configuration}\0");
        uint domain = id = (uint)Interlocked.Increment(ref s_lastId);
        CycloneLog.Use(domain, logger);
        using var said = CycloneLog.Capture();
        int entity;
        fixed (byte* config = xml) entity = dds_create_domain(domain, config);
        bool lacksPeer = said.Text.Contains("add_peer_addresses", StringComparison.Ordinal); // for Cyclone no reason to fail
        if (entity < 0 || lacksPeer)
        {
            if (entity > 0) _ = dds_delete(entity);
            CycloneLog.Forget(domain);
            throw Explain(options, configuration, entity, said.Text);
        }

        return new Entity(entity, null, deleted: () =>
        {
            CycloneLog.Forget(domain);
            deleted();
        });
    }

    private static AmlIpException Explain(NetworkOptions options, string? configuration, int result, string said)
    {
        string quote = said.Length > 0 ? $" Cyclone DDS says: {said}" : $" Cyclone DDS says {DdsError.Describe(result)}.";
        if (said.Contains("participant index", StringComparison.Ordinal))
        {
            return new DdsException(
                $"All {options.MaxParticipantsPerHost} participant ports of domain {options.Domain} on this host are in use. Stop some participants, raise " +
                $"{nameof(NetworkOptions.MaxParticipantsPerHost)} on every node (at most 119), or use another domain.{quote}");
        }

        if (said.Contains("interface", StringComparison.Ordinal) || said.Contains("address", StringComparison.Ordinal))
        {
            return new InvalidOptionsException(
                $"The network interface {options.Interface ?? "(chosen automatically)"} or a peer ({string.Join(", ", options.Peers)}) cannot be used. " +
                $"Use an interface of this machine (`ip address` lists them) and addresses that can be resolved.{quote}");
        }

        return new DdsException($"Domain {options.Domain} cannot be joined. Check the network options{(string.IsNullOrEmpty(configuration) ? "" : $" and the configuration besides them, {configuration}")}.{quote}");
    }
}
