namespace AmlIpNet.Protocol;

// The state as bytes and back. What can be computed from the rest is not written.
public sealed partial class JobServer
{
    /// <summary>Writes the whole state but the options; equal states give equal bytes.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Id);
        writer.Write(Incarnation);
        writer.Write(Slots);
        writer.Write((byte)State);
        writer.Write(_isGuarded);
        writer.Write(_averageRun);
        writer.Write(_turn);
        writer.Write(_nativeTurns);
        SavePublication(writer);
        foreach (long count in (ReadOnlySpan<long>)[Solved, Failed, Refused, Dropped, Orphaned, ForgottenClients]) writer.Write(count);
        SaveRecords(writer);
        writer.Write(_attemptsDue);
        writer.Write(_auctionShare.Capacity);
        writer.Write(_auctionShare.Reserved);
        writer.Write(_auctionOrphans.Count);
        foreach (var (key, until) in _auctionOrphans)
        {
            key.Write(writer);
            writer.Write(until);
        }

        _auctions.Save(writer);
    }

    /// <summary>A machine in the state that was saved.</summary>
    /// <param name="reader">Stands at what <see cref="Save(StateWriter)"/> wrote.</param>
    /// <param name="options">The options that the saved machine had.</param>
    /// <exception cref="FormatException">The bytes are not of a saved machine.</exception>
    public static JobServer Load(ref StateReader reader, JobServerOptions? options = null) => new(ref reader, options);

    private JobServer(ref StateReader reader, JobServerOptions? options)
    {
        _options = (options ?? new JobServerOptions()).Validated();
        Id = reader.ReadNodeId();
        Incarnation = reader.ReadUInt64();
        Slots = reader.ReadInt32();
        State = ReadState(ref reader);
        _isGuarded = reader.ReadBoolean();
        _averageRun = reader.ReadTimeOrNull();
        _turn = reader.ReadUInt64();
        _nativeTurns = reader.ReadInt32();
        LoadPublication(ref reader);
        (Solved, Failed, Refused) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (Dropped, Orphaned, ForgottenClients) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        LoadRecords(ref reader);
        _attemptsDue = reader.ReadTime();
        _auctionShare = (reader.ReadInt32(), reader.ReadInt32());
        for (int left = reader.ReadCount(TaskKey.StateSize + 8); left > 0; left--) _auctionOrphans.Add((TaskKey.Read(ref reader), reader.ReadTime()));
        _auctions = MultiServiceServer.Load(ref reader, _options.Auctions);
        _auctions.Reserved = _auctionShare.Reserved;
    }

    private void SavePublication(StateWriter writer)
    {
        Save(writer, _load);
        writer.Write(_published is not null);
        if (_published is { } published) Save(writer, published);
        writer.Write(_publishedAt);
        writer.Write(_differsSince);
        writer.Write(_publishDue);
        writer.Write(_isWanted);
        writer.Write(_hasEnded);
    }

    private void LoadPublication(ref StateReader reader)
    {
        _load = ReadLoad(ref reader);
        if (reader.ReadBoolean()) _published = ReadLoad(ref reader);
        _publishedAt = reader.ReadTime();
        _differsSince = reader.ReadTimeOrNull();
        _publishDue = reader.ReadTimeOrNull();
        _isWanted = reader.ReadBoolean();
        _hasEnded = reader.ReadBoolean();
    }

    private static void Save(StateWriter writer, in ServerLoad load)
    {
        writer.Write(load.Incarnation);
        writer.Write(load.Version);
        writer.Write(load.Slots);
        writer.Write(load.Free);
        writer.Write(load.QueueRoom);
        writer.Write((byte)load.State);
    }

    private static ServerLoad ReadLoad(ref StateReader reader) =>
        new(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), ReadState(ref reader));

    private static ServerState ReadState(ref StateReader reader) =>
        reader.ReadByte() is var state && state <= (byte)ServerState.Left ? (ServerState)state : throw new FormatException($"{state} is no state of a server.");
}
