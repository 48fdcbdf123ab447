namespace AmlIpNet.Protocol;

// The state as bytes and back.
public sealed partial class Healer
{
    /// <summary>Writes the whole state but the options; equal states give equal bytes.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Id);
        writer.Write(Healed);
        writer.Write(Repeated);
        writer.Write(ForgottenRequests);
        writer.Write(ForgottenClients);
        writer.Write(_open.Count);
        foreach (var key in _open) key.Write(writer);
        _closed.Save(writer, static (writer, key) => key.Write(writer));
        writer.Write(_lost.Count);
        foreach (var (client, at) in _lost)
        {
            writer.Write(client);
            writer.Write(at);
        }

        writer.Write(_replied.Count);
        foreach (var (pair, task) in _replied)
        {
            writer.Write(pair.Client);
            writer.Write(pair.Server);
            writer.Write(task);
        }

        writer.Write(_healers.Count);
        foreach (var healer in _healers) writer.Write(healer);
        writer.Write(_choicesByHeard.Count);
        foreach (var (client, targets) in _choicesByHeard)
        {
            writer.Write(client);
            targets.Save(writer, Choice.Write);
        }
    }

    /// <summary>A machine in the state that was saved.</summary>
    /// <param name="reader">Stands at what <see cref="Save"/> wrote.</param>
    /// <param name="options">The options that the saved machine had.</param>
    /// <exception cref="FormatException">The bytes are not of a saved machine.</exception>
    public static Healer Load(ref StateReader reader, HealerOptions? options = null)
    {
        var machine = new Healer(reader.ReadNodeId(), options)
        {
            Healed = reader.ReadInt64(),
            Repeated = reader.ReadInt64(),
            ForgottenRequests = reader.ReadInt64(),
            ForgottenClients = reader.ReadInt64(),
        };
        for (int left = reader.ReadCount(TaskKey.StateSize); left > 0; left--) machine.OnRequest(TaskKey.Read(ref reader));
        machine._closed.Load(ref reader, TaskKey.StateSize, TaskKey.Read);
        for (int left = reader.ReadCount(NodeId.Size + 8); left > 0; left--) machine._lost.Add((reader.ReadNodeId(), reader.ReadTime()));
        for (int left = reader.ReadCount((2 * NodeId.Size) + 4); left > 0; left--) machine._replied[(reader.ReadNodeId(), reader.ReadNodeId())] = reader.ReadUInt32();
        for (int left = reader.ReadCount(NodeId.Size); left > 0; left--) machine._healers.Add(reader.ReadNodeId());
        for (int left = reader.ReadCount(NodeId.Size + sizeof(int)); left > 0; left--) machine.ChoicesOf(reader.ReadNodeId()).Targets.Load(ref reader, Choice.StateSize, Choice.Read);
        return machine;
    }
}
