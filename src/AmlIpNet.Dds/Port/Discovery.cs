namespace AmlIpNet.Dds;

/// <summary>A participant that discovery has found.</summary>
/// <param name="Guid">Its GUID.</param>
/// <param name="Name">Its name, or "" when it announces none.</param>
public sealed record ParticipantInfo(EntityGuid Guid, string Name);

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
    EndpointKind Kind, EntityGuid Guid, EntityGuid Participant, ulong Handle, string TopicName, string TypeName, EndpointQos Qos);

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
