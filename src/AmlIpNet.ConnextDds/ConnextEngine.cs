using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.ConnextDds;

/// <summary>
/// RTI Connext DDS 7 as an engine, by the public C# API of RTI's package Rti.ConnextDds, which needs RTI's licence. It carries the topics whose
/// types IDL can express: the native plane, and of AML-IP's the status and the auction; docs/CONNEXT.md has the rest.
/// </summary>
public sealed class ConnextEngine : IDdsEngine
{
    private readonly RtiEntry _entry;

    /// <summary>Creates the engine; RTI's libraries are loaded with the first participant.</summary>
    public ConnextEngine()
        : this(RtiEntry.Package)
    {
    }

    internal ConnextEngine(RtiEntry entry) => _entry = entry;

    /// <inheritdoc/>
    public string Name => "connext";

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => EngineCapabilities.CrossProcess;

    /// <inheritdoc/>
    public IDomainParticipant CreateParticipant(
        string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(listener);
        options.Validate();
        return new ConnextParticipant(_entry, name, options, listener, loggers);
    }
}
