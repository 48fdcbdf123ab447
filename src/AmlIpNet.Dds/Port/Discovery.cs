namespace AmlIpNet.Dds;

/// <summary>A participant that discovery has found.</summary>
/// <param name="Guid">Its GUID.</param>
/// <param name="Name">Its name, or "" when it announces none.</param>
public sealed record ParticipantInfo(EntityGuid Guid, string Name)
{
    /// <summary>The machine that it runs on, as it announces it (Cyclone DDS and Fast DDS do); null when it does not.</summary>
    public string? Host { get; init; }

    /// <summary>Its program, as it announces it; null when it does not.</summary>
    public string? Process { get; init; }

    /// <summary>Its process id on <see cref="Host"/>, as it announces it; null when it does not.</summary>
    public int? ProcessId { get; init; }
}

/// <summary>Whether an endpoint writes or reads.</summary>
public enum EndpointKind
{
    /// <summary>A data writer.</summary>
    Writer,

    /// <summary>A data reader.</summary>
    Reader,
}

/// <summary>An endpoint that discovery has found.</summary>
/// <param name="Kind">Writer or reader.</param>
/// <param name="Guid">Its GUID.</param>
/// <param name="Participant">The participant that it belongs to.</param>
/// <param name="Handle">The engine's handle, the one in <see cref="Sample.Writer"/>.</param>
/// <param name="TopicName">The topic's name.</param>
/// <param name="TypeName">The type's name.</param>
/// <param name="Qos">What it offers or requests.</param>
public sealed record EndpointInfo(
    EndpointKind Kind, EntityGuid Guid, EntityGuid Participant, ulong Handle, string TopicName, string TypeName, EndpointQos Qos)
{
    /// <summary>The data representations that it names, the preferred one first. None means XCDR1.</summary>
    public EquatableArray<DataRepresentation> Representations { get; init; } = [];
}

/// <summary>How samples are serialised (DDS-XTypes 1.3, section 7.6.3.1), by its number on the wire.</summary>
public enum DataRepresentation : short
{
    /// <summary>CDR as of DDS 1.0; what AML-IP speaks.</summary>
    Xcdr1 = 0,

    /// <summary>XML.</summary>
    Xml = 1,

    /// <summary>CDR version 2.</summary>
    Xcdr2 = 2,
}

/// <summary>Why a writer and a reader of one topic do not match.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Policy">The QoS policy's name in the DDS specification, or "TypeName".</param>
/// <param name="Offered">What the writer offers.</param>
/// <param name="Requested">What the reader requests.</param>
/// <param name="Remote">The endpoint on the other side.</param>
public sealed record EndpointMismatch(string Topic, string Policy, string Offered, string Requested, EndpointInfo Remote)
{
    /// <inheritdoc/>
    public override string ToString() => Remote.Kind == EndpointKind.Reader
        ? $"{Topic}: the reader {Remote.Guid} requests {Policy} {Requested}, this writer offers {Offered}"
        : $"{Topic}: the writer {Remote.Guid} offers {Policy} {Offered}, this reader requests {Requested}";
}
