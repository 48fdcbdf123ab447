namespace AmlIpNet.Protocol;

// An action as bytes.
public readonly partial record struct JobServerAction : IStateValue<JobServerAction>
{
    /// <inheritdoc/>
    public void Write(StateWriter writer)
    {
        writer.Write((byte)Kind);
        Key.Write(writer);
        writer.Write(Job);
        writer.Write((byte)What);
        writer.Write(Code);
        writer.Write(Text);
    }

    /// <inheritdoc/>
    public static JobServerAction Read(ref StateReader reader) => new(
        reader.ReadEnum<JobServerActionKind>(), reader.ReadExecutionKey(), reader.ReadUInt64(), reader.ReadEnum<OutcomeKind>(), reader.ReadInt32(), reader.ReadString());
}
