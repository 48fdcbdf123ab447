using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// Eclipse Cyclone DDS 0.10 as an engine: participants in all processes and on all hosts of a network meet. It needs
/// Cyclone's library at run time (Debian: <c>apt-get install libddsc0debian</c>); the environment variable
/// <c>AMLIPNET_DDSC</c> names another file to load.
/// </summary>
public sealed class CycloneEngine : IDdsEngine
{
    /// <inheritdoc/>
    public string Name => "cyclone";

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => EngineCapabilities.CrossProcess;

    /// <summary>The environment variable that <see cref="Configuration"/> has for its default.</summary>
    public const string ConfigurationVariable = "AMLIPNET_CYCLONEDDS_URI";

    /// <summary>Cyclone's own settings besides those that the engine makes of the options, and over them: as in <c>CYCLONEDDS_URI</c>, XML or
    /// <c>file://</c> addresses, with commas between them. Default: what the environment variable <c>AMLIPNET_CYCLONEDDS_URI</c> says, if anything.
    /// For what no option has, such as tracing; some of Cyclone's settings take away what this engine needs.</summary>
    public string? Configuration { get; init; } = Environment.GetEnvironmentVariable(ConfigurationVariable);

    /// <summary>The file of Cyclone's library, links resolved, or "" where the system does not tell. Loads it.</summary>
    /// <exception cref="EngineUnavailableException">It is missing, or has a version that this engine does not know.</exception>
    public static string LibraryFile => CycloneLibrary.FileName;

    /// <inheritdoc/>
    public IDomainParticipant CreateParticipant(
        string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(listener);
        options.Validate();
        CycloneLibrary.Load();
        CycloneLog.Install();
        return new CycloneParticipant(name, options, Configuration, listener, loggers);
    }
}
