namespace AmlIpNet.Protocol;

// An action as bytes.
public readonly partial record struct JobClientAction : IStateValue<JobClientAction>
{
    /// <inheritdoc/>
    public void Write(StateWriter writer)
    {
        writer.Write((byte)Kind);
        writer.Write(Job);
        writer.Write(Task);
        writer.Write(Server);
        writer.Write(Incarnation);
        writer.Write(TimeLeft);
        writer.Write(Flag);
        writer.Write(Account is not null);
        if (Account is null) return;
        writer.Write((byte)Account.End);
        writer.Write(Account.Attempts.Count);
        for (int i = 0; i < Account.Attempts.Count; i++) // not foreach: that would allocate
        {
            var line = Account.Attempts[i];
            writer.Write(line.Attempt);
            writer.Write(line.Server);
            writer.Write((byte)line.End);
            writer.Write(line.Code);
            writer.Write(line.Text);
        }
    }

    /// <inheritdoc/>
    public static JobClientAction Read(ref StateReader reader) => new(
        reader.ReadEnum<JobClientActionKind>(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadNodeId(), reader.ReadUInt64(), reader.ReadTimeOrNull(),
        reader.ReadBoolean(), reader.ReadBoolean() ? ReadAccount(ref reader) : null);

    private static JobAccount ReadAccount(ref StateReader reader)
    {
        var end = reader.ReadEnum<JobEnd>();
        var lines = new AttemptRecord[reader.ReadCount(8 + NodeId.Size + 1 + 4 + 4)];
        foreach (ref var line in lines.AsSpan())
            line = new(reader.ReadUInt64(), reader.ReadNodeId(), reader.ReadEnum<AttemptEnd>(), reader.ReadInt32(), reader.ReadString());
        return new(end, lines);
    }
}
