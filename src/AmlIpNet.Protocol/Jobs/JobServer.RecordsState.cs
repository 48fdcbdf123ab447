namespace AmlIpNet.Protocol;

// Clients in the order in which they were last heard, each with its attempts' places in the order of their arrival.
public sealed partial class JobServer
{
    private const int ClientStateSize = NodeId.Size + 8 + 8 + 1 + 8 + 1;
    private const int AttemptStateSize = NodeId.Size + 8 + 8 + 4 + (4 * 8) + 2 + 3;

    private void SaveRecords(StateWriter writer)
    {
        writer.Write(_clients.Count);
        foreach (var client in _byHeard)
        {
            writer.Write(client.Id);
            writer.Write(client.Incarnation);
            writer.Write(client.LastTask);
            writer.Write(client.HasTask);
            writer.Write(client.ServedAt);
            writer.Write(client.ThinksBusy);
        }

        writer.Write(_lost.Count);
        foreach (var client in _lost)
        {
            writer.Write(client.Id);
            writer.Write(client.LostUntil);
        }

        writer.Write(_attempts.Count);
        for (var attempt = _first; attempt is not null; attempt = attempt.Next) Save(writer, attempt);
    }

    private void LoadRecords(ref StateReader reader)
    {
        for (int left = reader.ReadCount(ClientStateSize); left > 0; left--)
        {
            var client = new Client(reader.ReadNodeId())
            {
                Incarnation = reader.ReadUInt64(),
                LastTask = reader.ReadUInt64(),
                HasTask = reader.ReadBoolean(),
                ServedAt = reader.ReadUInt64(),
                ThinksBusy = reader.ReadBoolean(),
            };
            if (client.ThinksBusy) _thinkBusy++;
            if (!_clients.TryAdd(client.Id, client)) throw new FormatException($"The client {client.Id} is there twice.");
            _byHeard.AddLast(client.Node);
        }

        for (int left = reader.ReadCount(NodeId.Size + 8); left > 0; left--)
        {
            var client = ClientOf(reader.ReadNodeId());
            (client.IsLost, client.LostUntil) = (true, reader.ReadTime());
            _lost.Add(client);
        }

        for (int left = reader.ReadCount(AttemptStateSize); left > 0; left--) LoadAttempt(ref reader);
    }

    private static void Save(StateWriter writer, Attempt attempt)
    {
        writer.Write(attempt.Key.Client);
        writer.Write(attempt.Key.Task);
        writer.Write(attempt.Job);
        writer.Write(attempt.Priority);
        writer.Write(attempt.ArrivedAt);
        writer.Write(attempt.StartedAt);
        writer.Write(attempt.Deadline);
        writer.Write(attempt.ProgressAt);
        writer.Write((byte)attempt.Told);
        writer.Write((byte)attempt.Reason);
        writer.Write(attempt.IsRunning);
        writer.Write(attempt.IsVoid);
        writer.Write(attempt.HasProgress);
    }

    private void LoadAttempt(ref StateReader reader)
    {
        var client = ClientOf(reader.ReadNodeId());
        var attempt = new Attempt
        {
            Client = client,
            Key = new(client.Id, reader.ReadUInt64()),
            Job = reader.ReadUInt64(),
            Priority = reader.ReadInt32(),
            ArrivedAt = reader.ReadTime(),
            StartedAt = reader.ReadTime(),
            Deadline = reader.ReadTime(),
            ProgressAt = reader.ReadTime(),
            Told = (Told)reader.ReadByte(),
            Reason = (RefusalReason)reader.ReadByte(),
            IsRunning = reader.ReadBoolean(),
            IsVoid = reader.ReadBoolean(),
            HasProgress = reader.ReadBoolean(),
        };
        if (!_attempts.TryAdd(attempt.Key, attempt)) throw new FormatException($"The attempt {attempt.Key} is there twice.");
        Append(attempt);
        client.Held++;
        if (attempt.IsRunning)
        {
            _running++;
        }
        else
        {
            client.Kept++;
            _kept++;
        }
    }

    private Client ClientOf(NodeId id) => _clients.TryGetValue(id, out var client) ? client : throw new FormatException($"The client {id} is missing.");
}
