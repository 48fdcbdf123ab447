using Microsoft.Extensions.Logging;

namespace AmlIpNet.Dds;

/// <summary>What an engine can do beyond the port's basics; the contract suite skips rows that do not apply.</summary>
[Flags]
public enum EngineCapabilities
{
    /// <summary>The basics only.</summary>
    None = 0,

    /// <summary>Participants in different processes meet.</summary>
    CrossProcess = 1,
}

/// <summary>A DDS implementation behind the port.</summary>
public interface IDdsEngine
{
    /// <summary>Its name in options: <c>cyclone</c>, <c>connext</c>, <c>in-process</c>.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    EngineCapabilities Capabilities { get; }

    /// <summary>Joins a domain.</summary>
    /// <param name="name">The participant's name, announced to the others.</param>
    /// <param name="options">The domain and how to reach it.</param>
    /// <param name="listener">Hears what discovery finds, from the first moment on.</param>
    /// <param name="loggers">Where the participant and its event loop log; nowhere by default.</param>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="DdsException">The engine refused, for example because all ports of the domain are in use.</exception>
    IDomainParticipant CreateParticipant(
        string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers = null);
}

/// <summary>A member of a domain: the factory of its writers and readers, and the loop on which all of them speak.</summary>
/// <remarks>Disposing stops the loop, then deletes readers, writers and the participant. When it returns no listener is
/// running and none is called any more. It must not be called from the loop (<see cref="InvalidOperationException"/>). Disposing again does
/// nothing. Members may be called from any thread.</remarks>
public interface IDomainParticipant : IAsyncDisposable
{
    /// <summary>The participant's name.</summary>
    string Name { get; }

    /// <summary>Its GUID.</summary>
    EntityGuid Guid { get; }

    /// <summary>The options it was created with.</summary>
    NetworkOptions Options { get; }

    /// <summary>The one loop on which every listener of this participant is called.</summary>
    EventLoop Loop { get; }

    /// <summary>Creates a writer. It belongs to the participant and can be disposed earlier. Its listener may be called before this returns,
    /// unless this is called on the loop.</summary>
    /// <exception cref="ArgumentException">The topic cannot be used (<see cref="Topic.Validate"/>).</exception>
    /// <exception cref="QosException">The QoS contradicts itself (<see cref="EndpointQos.Validate"/>).</exception>
    /// <exception cref="ObjectDisposedException">The participant is being or has been disposed.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    IDataWriter CreateWriter(Topic topic, EndpointQos qos, IWriterListener listener);

    /// <summary>Creates a reader; all as for <see cref="CreateWriter"/>.</summary>
    IDataReader CreateReader(Topic topic, EndpointQos qos, IReaderListener listener);

    /// <summary>The writer behind a <see cref="Sample.Writer"/> handle, or null when it is no longer known.</summary>
    EndpointInfo? FindWriter(ulong handle);

    /// <summary>A snapshot of the participants that discovery knows now, this one left out.</summary>
    IReadOnlyList<ParticipantInfo> GetParticipants();

    /// <summary>A participant that discovery knows now, or null.</summary>
    ParticipantInfo? FindParticipant(EntityGuid guid) => GetParticipants().FirstOrDefault(participant => participant.Guid == guid);

    /// <summary>A snapshot of the endpoints that discovery knows now, this participant's own left out.</summary>
    IReadOnlyList<EndpointInfo> GetEndpoints();
}
