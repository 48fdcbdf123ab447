using System.Runtime.InteropServices;
using AmlIpNet.Cli.Running;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Cli.Doctor;

/// <summary>All that the doctor saw of a machine and its network.</summary>
internal sealed record Examination(
    NetworkOptions Options, string Program, string Library, IReadOnlyList<InterfaceReport> Interfaces, NetworkView Network, IReadOnlyList<Finding> Findings)
{
    public int Problems => Findings.Count(finding => finding.IsProblem);

    /// <summary>Looks at everything.</summary>
    public static async Task<Examination> RunAsync(string name, NetworkOptions options, TimeSpan wait, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var interfaces = await InterfaceReport.ExamineAsync(options.Interface, options.Multicast, cancellationToken);
        var (library, network, trouble) = await LookAsync(name, options, wait, loggers, cancellationToken);
        Finding[] findings =
        [
            .. trouble is null ? [] : new[] { trouble },
            .. Diagnosis.OfInterfaces(interfaces, options),
            .. Diagnosis.OfPairs(network),
            .. Diagnosis.OfProcesses(LocalProcess.Find(), network, options.Domain, Environment.MachineName, Environment.ProcessId),
            .. trouble is null ? Diagnosis.OfParticipants(network, options.Domain, wait) : [],
        ];
        string version = typeof(Examination).Assembly.GetName().Version?.ToString(3) ?? "";
        return new(options, $"AmlIpNet {version} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}", library, interfaces, network, findings);
    }

    /// <summary>Joins the domain for a while, to see who is there; says why when that cannot be done.</summary>
    private static async Task<(string Library, NetworkView Network, Finding? Trouble)> LookAsync(
        string name, NetworkOptions options, TimeSpan wait, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        string library = "none";
        try
        {
            library = $"Eclipse Cyclone DDS, {(CycloneEngine.LibraryFile is { Length: > 0 } file ? file : "loaded")}";
            await using var participant = Engines.Create().CreateParticipant(name, options, NullListener.Instance, loggers);
            await Task.Delay(wait, cancellationToken);
            return (library, NetworkView.Of(participant.GetParticipants(), participant.GetEndpoints()), null);
        }
        catch (AmlIpException error)
        {
            return (library, NetworkView.Empty, new("engine", true, error.Message, "see the message"));
        }
    }
}
