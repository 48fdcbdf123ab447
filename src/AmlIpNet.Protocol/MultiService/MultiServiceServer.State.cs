namespace AmlIpNet.Protocol;

// The state as bytes and back. What can be computed from the rest is not written.
public sealed partial class MultiServiceServer
{
    /// <summary>Writes the whole state but the options; equal states give equal bytes.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Id);
        writer.Write(Capacity);
        writer.Write(IsAnswering);
        writer.Write(ForgottenRequests);
        writer.Write(NextDue);
        Save(writer, _pending);
        Save(writer, _ready);
        Save(writer, _overdue);
        _closed.Save(writer, static (writer, key) => key.Write(writer));
        _executed.Save(writer, static (writer, key) => key.Write(writer));
        writer.Write(_engagements.Count);
        foreach (var key in Sorted(static _ => true))
        {
            var engagement = _engagements[key];
            key.Write(writer);
            writer.Write((byte)engagement.Phase);
            writer.Write(engagement.Due);
            writer.Write(engagement.Patience);
        }
    }

    /// <summary>A machine in the state that was saved.</summary>
    /// <param name="reader">Stands at what <see cref="Save(StateWriter)"/> wrote.</param>
    /// <param name="options">The options that the saved machine had.</param>
    /// <exception cref="FormatException">The bytes are not of a saved machine.</exception>
    public static MultiServiceServer Load(ref StateReader reader, MultiServiceServerOptions? options = null)
    {
        var machine = new MultiServiceServer(reader.ReadNodeId(), options)
        {
            Capacity = reader.ReadInt32(),
            IsAnswering = reader.ReadBoolean(),
            ForgottenRequests = reader.ReadInt64(),
            NextDue = reader.ReadTimeOrNull(),
        };
        for (int left = reader.ReadCount(TaskKey.StateSize); left > 0; left--) machine.OnRequest(TaskKey.Read(ref reader));
        for (int left = reader.ReadCount(TaskKey.StateSize); left > 0; left--) machine._ready.Enqueue(TaskKey.Read(ref reader));
        for (int left = reader.ReadCount(TaskKey.StateSize); left > 0; left--) machine._overdue.AddLast(TaskKey.Read(ref reader));
        machine._closed.Load(ref reader, TaskKey.StateSize, TaskKey.Read);
        machine._executed.Load(ref reader, TaskKey.StateSize, TaskKey.Read);
        for (int left = reader.ReadCount(TaskKey.StateSize + 17); left > 0; left--) machine.LoadEngagement(ref reader);
        if (machine._ready.Any(key => !machine.Is(key, Phase.Ready))) throw new FormatException("A task that is to start is not ready.");
        if (machine._overdue.Any(key => !machine.Is(key, Phase.Overdue))) throw new FormatException("A task that is overdue is not known as such.");
        return machine;
    }

    private void LoadEngagement(ref StateReader reader)
    {
        var key = TaskKey.Read(ref reader);
        byte phase = reader.ReadByte();
        if (phase > (byte)Phase.Running) throw new FormatException($"{phase} is no phase of a task.");
        var engagement = new Engagement { Phase = (Phase)phase, Due = reader.ReadTime(), Patience = reader.ReadTime() };
        if (!_engagements.TryAdd(key, engagement)) throw new FormatException($"The task {key} is there twice.");
        if (engagement.Phase != Phase.Overdue) _holding++;
        if (engagement.Phase == Phase.Running) Running++;
    }

    private bool Is(TaskKey key, Phase phase) => _engagements.TryGetValue(key, out var engagement) && engagement.Phase == phase;

    private static void Save(StateWriter writer, IReadOnlyCollection<TaskKey> keys)
    {
        writer.Write(keys.Count);
        foreach (var key in keys) key.Write(writer);
    }
}
