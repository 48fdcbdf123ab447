namespace AmlIpNet.Protocol;

// An event as bytes: its kind, which members follow, and those. A list that is there but empty is kept apart from one that is not there.
public readonly partial record struct JobClientEvent : IStateValue<JobClientEvent>
{
    [Flags]
    private enum Parts : ushort
    {
        Job = 1, Terms = 2, Server = 4, Task = 8, Load = 16, Held = 32, LastTask = 64, What = 128, Code = 256, Text = 512, Attributes = 1024, All = 2047,
    }

    /// <inheritdoc/>
    public void Write(StateWriter writer)
    {
        var parts = (Job != 0 ? Parts.Job : 0) | (Terms != default ? Parts.Terms : 0) | (!Server.IsUndefined ? Parts.Server : 0) | (Task != 0 ? Parts.Task : 0)
            | (Load != default ? Parts.Load : 0) | (Held is not null ? Parts.Held : 0) | (LastTask != 0 ? Parts.LastTask : 0) | (What != 0 ? Parts.What : 0)
            | (Code != 0 ? Parts.Code : 0) | (Text is not null ? Parts.Text : 0) | (Attributes is not null ? Parts.Attributes : 0);
        writer.Write((byte)Kind);
        writer.Write((int)parts);
        if (Has(parts, Parts.Job)) writer.Write(Job);
        if (Has(parts, Parts.Terms)) Terms.Write(writer);
        if (Has(parts, Parts.Server)) writer.Write(Server);
        if (Has(parts, Parts.Task)) writer.Write(Task);
        if (Has(parts, Parts.Load)) Load.Write(writer);
        if (Held is not null)
        {
            writer.Write(Held.Length);
            foreach (ulong task in Held) writer.Write(task);
        }

        if (Has(parts, Parts.LastTask)) writer.Write(LastTask);
        if (Has(parts, Parts.What)) writer.Write((byte)What);
        if (Has(parts, Parts.Code)) writer.Write(Code);
        if (Has(parts, Parts.Text)) writer.Write(Text);
        Attributes?.Write(writer);
    }

    /// <inheritdoc/>
    public static JobClientEvent Read(ref StateReader reader)
    {
        var kind = reader.ReadEnum<JobClientEventKind>();
        var parts = (Parts)reader.ReadInt32();
        if ((parts & ~Parts.All) != 0) throw new FormatException($"An event has unknown members: {parts}.");
        return new JobClientEvent(kind)
        {
            Job = Has(parts, Parts.Job) ? reader.ReadUInt64() : 0,
            Terms = Has(parts, Parts.Terms) ? reader.ReadTerms() : default,
            Server = Has(parts, Parts.Server) ? reader.ReadNodeId() : default,
            Task = Has(parts, Parts.Task) ? reader.ReadUInt64() : 0,
            Load = Has(parts, Parts.Load) ? reader.ReadLoad() : default,
            Held = Has(parts, Parts.Held) ? ReadHeld(ref reader) : null,
            LastTask = Has(parts, Parts.LastTask) ? reader.ReadUInt64() : 0,
            What = Has(parts, Parts.What) ? reader.ReadEnum<OutcomeKind>() : 0,
            Code = Has(parts, Parts.Code) ? reader.ReadInt32() : 0,
            Text = Has(parts, Parts.Text) ? reader.ReadString() : null,
            Attributes = Has(parts, Parts.Attributes) ? ServerAttributes.Read(ref reader) : null,
        };
    }

    private static ulong[] ReadHeld(ref StateReader reader)
    {
        var held = new ulong[reader.ReadCount(8)];
        foreach (ref ulong task in held.AsSpan()) task = reader.ReadUInt64();
        return held;
    }

    // HasFlag would allocate in a debug build.
    private static bool Has(Parts parts, Parts one) => (parts & one) != 0;
}
