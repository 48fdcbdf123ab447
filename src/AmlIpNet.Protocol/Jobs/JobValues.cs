namespace AmlIpNet.Protocol;

/// <summary>The values inside events and actions as bytes.</summary>
internal static class JobValues
{
    public static void Write(this in ExecutionKey key, StateWriter writer)
    {
        writer.Write(key.Client);
        writer.Write(key.Task);
        writer.Write(key.IsAuction);
    }

    public static void Write(this in JobTerms terms, StateWriter writer)
    {
        writer.Write(terms.Priority);
        writer.Write(terms.TimeLimit);
        writer.Write(terms.MaxFailures);
        writer.Write(terms.Label);
    }

    public static void Write(this in ServerLoad load, StateWriter writer)
    {
        writer.Write(load.Incarnation);
        writer.Write(load.Version);
        writer.Write(load.Slots);
        writer.Write(load.Free);
        writer.Write(load.QueueRoom);
        writer.Write((byte)load.State);
    }

    public static ExecutionKey ReadExecutionKey(this ref StateReader reader) => new(reader.ReadNodeId(), reader.ReadUInt64(), reader.ReadBoolean());

    public static JobTerms ReadTerms(this ref StateReader reader) => new(reader.ReadInt32(), reader.ReadTimeOrNull(), reader.ReadInt32(), reader.ReadString());

    public static ServerLoad ReadLoad(this ref StateReader reader) => new(
        reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadEnum<ServerState>());
}
