namespace AmlIpNet.Protocol;

// The client's state as bytes: equal states give equal bytes. It is a snapshot to replay from, and what the search compares.
public sealed partial class JobClient
{
    /// <summary>Writes the state; the id, the options and the strategy are not part of it.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_lastTask);
        writer.Write(_lastOrder);
        writer.Write(_lastChoice);
        writer.Write(_nextLease);
        writer.Write(_peers.Count);
        foreach (var peer in _peers) writer.Write(peer);
        writer.Write(_serversById.Count);
        foreach (var server in _serversById) Save(server, writer);
        writer.Write(_jobs.Count);
        foreach (ulong id in _jobs.Keys.Order()) Save(_jobs[id], writer);
        _auction.Save(writer);
    }

    /// <summary>Makes a client with a state that was saved.</summary>
    /// <exception cref="FormatException">The bytes are no such state.</exception>
    public static JobClient Load(NodeId id, JobClientOptions? options, IAssignmentStrategy? strategy, ref StateReader reader)
    {
        var client = new JobClient(id, options, strategy);
        client.Load(ref reader);
        return client;
    }

    private static void Save(Server server, StateWriter writer)
    {
        writer.Write(server.Id);
        writer.Write(server.Load.Incarnation);
        writer.Write(server.Load.Version);
        writer.Write(server.Load.Slots);
        writer.Write(server.Load.Free);
        writer.Write(server.Load.QueueRoom);
        writer.Write((byte)server.Load.State);
        writer.Write(server.IsSuspected);
        writer.Write(server.LastChosen);
        server.Attributes.Write(writer);
    }

    private static void Save(JobRecord job, StateWriter writer)
    {
        writer.Write(job.Id);
        writer.Write(job.Order);
        job.Terms.Write(writer);
        writer.Write(job.Deadline);
        writer.Write(job.Failures);
        writer.Write(job.Deaths);
        writer.Write(job.FailedOn);
        writer.Write(job.MetDeath);
        writer.Write(job.InAuction);
        writer.Write(job.IsAsked);
        writer.Write(job.GoesWhole);
        writer.Write(job.IsWaiting);
        writer.Write(job.Account?.Count ?? 0);
        foreach (var line in job.Account ?? [])
        {
            writer.Write(line.Attempt);
            writer.Write(line.Server);
            writer.Write((int)line.End);
            writer.Write(line.Code);
            writer.Write(line.Text);
        }

        writer.Write(job.Attempts.Count);
        foreach (var attempt in job.Attempts)
        {
            writer.Write(attempt.Task);
            writer.Write(attempt.ServerId);
            writer.Write(attempt.Incarnation);
            writer.Write(attempt.LeaseDue);
            writer.Write(attempt.IsAuction);
            writer.Write(attempt.MayRun);
            writer.Write(attempt.IsKept);
            writer.Write(attempt.IsReported);
            writer.Write(attempt.IsUnheard);
            writer.Write(attempt.IsLost);
            writer.Write(attempt.CountedAsDeath);
            writer.Write(attempt.IsRecalled);
        }
    }

    private void Load(ref StateReader reader)
    {
        _lastTask = reader.ReadUInt64();
        _lastOrder = reader.ReadUInt64();
        _lastChoice = reader.ReadUInt64();
        _nextLease = reader.ReadTime();
        for (int left = reader.ReadCount(NodeId.Size); left > 0; left--) _peers.Add(reader.ReadNodeId());
        for (int left = reader.ReadCount(NodeId.Size); left > 0; left--) LoadServer(ref reader);
        var waiting = new List<JobRecord>();
        for (int left = reader.ReadCount(16); left > 0; left--) LoadJob(ref reader, waiting);
        foreach (var job in waiting.OrderBy(job => job.Order)) _waiting.Add(job);
        foreach (var server in _serversById) server.Attempts.Sort((a, b) => a.Task.CompareTo(b.Task));
        _auction = MultiServiceClient.Load(Id, _options.Auction, ref reader);
    }

    private void LoadServer(ref StateReader reader)
    {
        var server = new Server(reader.ReadNodeId())
        {
            Load = new ServerLoad(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), (ServerState)reader.ReadByte()),
            IsSuspected = reader.ReadBoolean(),
            LastChosen = reader.ReadUInt64(),
            Attributes = ServerAttributes.Read(ref reader),
        };
        if (!_servers.TryAdd(server.Id, server)) throw new FormatException($"The server {server.Id} is in the state twice.");
        _serversById.Insert(~_serversById.BinarySearch(server, ById.Instance), server);
    }

    private void LoadJob(ref StateReader reader, List<JobRecord> waiting)
    {
        var job = new JobRecord
        {
            Id = reader.ReadUInt64(),
            Order = reader.ReadUInt64(),
            Terms = reader.ReadTerms(),
            Deadline = reader.ReadTime(),
            Failures = reader.ReadInt32(),
            Deaths = reader.ReadInt32(),
            FailedOn = reader.ReadNodeId(),
            MetDeath = reader.ReadBoolean(),
            InAuction = reader.ReadBoolean(),
            IsAsked = reader.ReadBoolean(),
            GoesWhole = reader.ReadBoolean(),
        };
        if (!_jobs.TryAdd(job.Id, job)) throw new FormatException($"The job {job.Id} is in the state twice.");
        if (reader.ReadBoolean()) waiting.Add(job);
        if (job.IsAsked) _asked++;
        _deadlines.Add(job);
        for (int left = reader.ReadCount(NodeId.Size); left > 0; left--)
        {
            (job.Account ??= []).Add(new AttemptRecord(reader.ReadUInt64(), reader.ReadNodeId(), (AttemptEnd)reader.ReadInt32(), reader.ReadInt32(), reader.ReadString()));
        }

        for (int left = reader.ReadCount(NodeId.Size); left > 0; left--) LoadAttempt(job, ref reader);
    }

    private void LoadAttempt(JobRecord job, ref StateReader reader)
    {
        var attempt = new Attempt
        {
            Job = job,
            Task = reader.ReadUInt64(),
            ServerId = reader.ReadNodeId(),
            Incarnation = reader.ReadUInt64(),
            LeaseDue = reader.ReadTime(),
            IsAuction = reader.ReadBoolean(),
            MayRun = reader.ReadBoolean(),
            IsKept = reader.ReadBoolean(),
            IsReported = reader.ReadBoolean(),
            IsUnheard = reader.ReadBoolean(),
            IsLost = reader.ReadBoolean(),
            CountedAsDeath = reader.ReadBoolean(),
            IsRecalled = reader.ReadBoolean(),
        };
        job.Attempts.Add(attempt);
        if (attempt.IsAuction)
        {
            if (!attempt.IsLost) _auctioned.Add(attempt);
            return;
        }

        _attempts.Add(attempt.Task, attempt);
        if (attempt.IsLost || !_servers.TryGetValue(attempt.ServerId, out var server)) return;
        attempt.Server = server;
        server.Attempts.Add(attempt);
        if (!attempt.IsReported) server.Unreported++;
        if (!attempt.MayRun) _kept++;
    }
}
