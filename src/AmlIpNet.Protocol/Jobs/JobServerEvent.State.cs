namespace AmlIpNet.Protocol;

// An event as bytes: its kind, which members follow, and those.
public readonly partial record struct JobServerEvent : IStateValue<JobServerEvent>
{
    [Flags]
    private enum Parts : ushort
    {
        Key = 1, Job = 2, ClientIncarnation = 4, ServerIncarnation = 8, Priority = 16, TimeLeft = 32, Server = 64, Number = 128, Flag = 256, Text = 512, All = 1023,
    }

    /// <inheritdoc/>
    public void Write(StateWriter writer)
    {
        var parts = (Key != default ? Parts.Key : 0) | (Job != 0 ? Parts.Job : 0) | (ClientIncarnation != 0 ? Parts.ClientIncarnation : 0)
            | (ServerIncarnation != 0 ? Parts.ServerIncarnation : 0) | (Priority != 0 ? Parts.Priority : 0) | (TimeLeft is not null ? Parts.TimeLeft : 0)
            | (!Server.IsUndefined ? Parts.Server : 0) | (Number != 0 ? Parts.Number : 0) | (Flag ? Parts.Flag : 0) | (Text is not null ? Parts.Text : 0);
        writer.Write((byte)Kind);
        writer.Write((int)parts);
        if (Has(parts, Parts.Key)) Key.Write(writer);
        if (Has(parts, Parts.Job)) writer.Write(Job);
        if (Has(parts, Parts.ClientIncarnation)) writer.Write(ClientIncarnation);
        if (Has(parts, Parts.ServerIncarnation)) writer.Write(ServerIncarnation);
        if (Has(parts, Parts.Priority)) writer.Write(Priority);
        if (Has(parts, Parts.TimeLeft)) writer.Write(TimeLeft);
        if (Has(parts, Parts.Server)) writer.Write(Server);
        if (Has(parts, Parts.Number)) writer.Write(Number);
        if (Has(parts, Parts.Text)) writer.Write(Text);
    }

    /// <inheritdoc/>
    public static JobServerEvent Read(ref StateReader reader)
    {
        var kind = reader.ReadEnum<JobServerEventKind>();
        var parts = (Parts)reader.ReadInt32();
        if ((parts & ~Parts.All) != 0) throw new FormatException($"An event has unknown members: {parts}.");
        return new JobServerEvent(kind)
        {
            Key = Has(parts, Parts.Key) ? reader.ReadExecutionKey() : default,
            Job = Has(parts, Parts.Job) ? reader.ReadUInt64() : 0,
            ClientIncarnation = Has(parts, Parts.ClientIncarnation) ? reader.ReadUInt64() : 0,
            ServerIncarnation = Has(parts, Parts.ServerIncarnation) ? reader.ReadUInt64() : 0,
            Priority = Has(parts, Parts.Priority) ? reader.ReadInt32() : 0,
            TimeLeft = Has(parts, Parts.TimeLeft) ? reader.ReadTimeOrNull() : null,
            Server = Has(parts, Parts.Server) ? reader.ReadNodeId() : default,
            Number = Has(parts, Parts.Number) ? reader.ReadInt32() : 0,
            Flag = Has(parts, Parts.Flag),
            Text = Has(parts, Parts.Text) ? reader.ReadString() : null,
        };
    }

    // HasFlag would allocate in a debug build.
    private static bool Has(Parts parts, Parts one) => (parts & one) != 0;
}
