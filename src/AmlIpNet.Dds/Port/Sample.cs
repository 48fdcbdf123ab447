namespace AmlIpNet.Dds;

/// <summary>A received sample.</summary>
/// <param name="Header">The CDR bytes before the payload, encapsulation included. Valid only until the sink returns.</param>
/// <param name="Payload">The payload, exactly as long as it is. It belongs to the receiver; where several readers of one
/// process receive the same sample they share the array, so it must not be written to.</param>
/// <param name="Writer">The engine's handle of the writer; <see cref="IDomainParticipant.FindWriter"/> resolves it.</param>
/// <param name="SourceTimestamp">When the writer wrote it, nanoseconds since the Unix epoch by the writer's clock.</param>
public readonly record struct Sample(ReadOnlyMemory<byte> Header, byte[] Payload, ulong Writer, long SourceTimestamp);
