using System.Text;
using Microsoft.Extensions.Logging;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// A domain that this process has joined. Cyclone has one configuration per domain and process, so participants share it;
/// the last one to leave deletes it.
/// </summary>
internal sealed unsafe class CycloneDomain
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<int, CycloneDomain> s_joined = [];

    private readonly int _domain;
    private readonly string _xml;
    private readonly int _id;
    private int _participants;

    private CycloneDomain(int domain, string xml, int id)
    {
        _domain = domain;
        _xml = xml;
        _id = id;
    }

    /// <summary>Joins a domain, or the one that is joined already. Each call needs one <see cref="Leave"/>.</summary>
    /// <exception cref="InvalidOptionsException">The options cannot work, or differ from those that are in force.</exception>
    /// <exception cref="DdsException">Cyclone refused.</exception>
    public static CycloneDomain Join(NetworkOptions options, ILogger logger)
    {
        string xml = DomainXml.Build(options);
        lock (s_gate)
        {
            if (!s_joined.TryGetValue(options.Domain, out var joined))
            {
                joined = new CycloneDomain(options.Domain, xml, Create(options, xml, logger));
                s_joined.Add(options.Domain, joined);
            }
            else if (joined._xml != xml)
            {
                throw new InvalidOptionsException(
                    $"This process has joined domain {options.Domain} with other network options. Cyclone DDS allows one configuration per domain " +
                    "and process: give every participant of the domain equal options.");
            }

            joined._participants++;
            return joined;
        }
    }

    /// <summary>Leaves the domain; the last participant deletes it.</summary>
    public void Leave()
    {
        lock (s_gate)
        {
            if (--_participants > 0) return;
            s_joined.Remove(_domain);
            _ = dds_delete(_id);
            CycloneLog.Forget(_domain);
        }
    }

    private static int Create(NetworkOptions options, string xml, ILogger logger)
    {
        CycloneLog.Use(options.Domain, logger);
        using var said = CycloneLog.Capture();
        int id;
        fixed (byte* config = Encoding.UTF8.GetBytes(xml + '\0')) id = dds_create_domain((uint)options.Domain, config);
        if (id >= 0) return id;
        CycloneLog.Forget(options.Domain);
        throw Explain(options, id, said.Text);
    }

    private static AmlIpException Explain(NetworkOptions options, int result, string said)
    {
        string quote = said.Length > 0 ? $" Cyclone DDS says: {said}" : $" Cyclone DDS says {DdsError.Describe(result)}.";
        if (result == DDS_RETCODE_PRECONDITION_NOT_MET)
        {
            return new DdsException($"Domain {options.Domain} is in use in this process by other code that uses Cyclone DDS. Use another domain, or that code's settings only.{quote}");
        }

        if (said.Contains("participant index", StringComparison.Ordinal))
        {
            return new DdsException(
                $"All {options.MaxParticipantsPerHost} participant ports of domain {options.Domain} on this host are in use. Stop some processes, raise " +
                $"{nameof(NetworkOptions.MaxParticipantsPerHost)} on every node (at most 119), or use another domain.{quote}");
        }

        if (said.Contains("interface", StringComparison.Ordinal) || said.Contains("address", StringComparison.Ordinal))
        {
            return new InvalidOptionsException(
                $"The network interface {options.Interface ?? "(chosen automatically)"} or a peer ({string.Join(", ", options.Peers)}) cannot be used. " +
                $"Use an interface of this machine (`ip address` lists them) and addresses that can be resolved.{quote}");
        }

        return new DdsException($"Domain {options.Domain} cannot be joined. Check the network options.{quote}");
    }
}
