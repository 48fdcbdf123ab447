namespace AmlIpNet.Protocol;

// The client's state as bytes: equal states give equal bytes.
public sealed partial class MultiServiceClient
{
    /// <summary>Writes the state; the id and the options are not part of it.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_firstOpen);
        writer.Write(_stalledSince);
        SaveOpen(writer);
        writer.Write(_targets.Count);
        for (int i = 0; i < _targets.Count; i++) writer.Write(_targets[i]);
        writer.Write(_sentTargets.Count);
        for (int i = 0; i < _sentTargets.Count; i++) writer.Write(_sentTargets[i]);
        writer.Write(_replied.Count);
        foreach (var (server, task) in _replied)
        {
            writer.Write(server);
            writer.Write(task);
        }

        writer.Write(_jobs.Count);
        foreach (ulong id in _jobs.Keys.Order())
        {
            writer.Write(id);
            var tasks = _jobs[id].Tasks;
            writer.Write(tasks.Count);
            foreach (uint task in tasks) writer.Write(task);
        }

        writer.Write(_waiting.Count);
        foreach (ulong id in _waiting) writer.Write(id);
        writer.Write(_assigned.Count);
        foreach (uint task in _assigned.Keys.Order())
        {
            var assignment = _assigned[task];
            writer.Write(task);
            writer.Write(assignment.Job.Id);
            writer.Write(assignment.Server);
            writer.Write(assignment.Lost);
        }
    }

    /// <summary>Makes a client with a state that was saved.</summary>
    /// <exception cref="FormatException">The bytes are no such state.</exception>
    public static MultiServiceClient Load(NodeId id, MultiServiceClientOptions options, ref StateReader reader)
    {
        var client = new MultiServiceClient(id, options);
        client.Load(ref reader);
        return client;
    }

    private void SaveOpen(StateWriter writer)
    {
        writer.Write(_open.Count);
        for (int i = 0; i < _open.Count; i++)
        {
            ref var open = ref _open[i];
            writer.Write(open.Job is not null);
            writer.Write(open.Job ?? 0);
            writer.Write(open.Offer);
            var later = open.LaterOffers;
            writer.Write(later.Count);
            foreach (var offer in later) writer.Write(offer);
        }
    }

    private void Load(ref StateReader reader)
    {
        _firstOpen = reader.ReadUInt32();
        _stalledSince = reader.ReadTimeOrNull();
        for (int left = reader.ReadCount(9 + NodeId.Size + 4); left > 0; left--)
        {
            bool hasJob = reader.ReadBoolean();
            ulong job = reader.ReadUInt64();
            var open = new OpenTask { Job = hasJob ? job : null, Offer = reader.ReadNodeId() };
            for (int later = reader.ReadCount(NodeId.Size); later > 0; later--) open.AddOffer(reader.ReadNodeId());
            _open.Add(open);
        }

        for (int left = reader.ReadCount(NodeId.Size); left > 0; left--) _targets.Add(reader.ReadNodeId());
        for (int left = reader.ReadCount(4); left > 0; left--) _sentTargets.Add(reader.ReadUInt32());
        for (int left = reader.ReadCount(NodeId.Size + 4); left > 0; left--) _replied.Add(new(reader.ReadNodeId(), reader.ReadUInt32()));
        for (int left = reader.ReadCount(12); left > 0; left--)
        {
            var job = new JobState { Id = reader.ReadUInt64() };
            for (int tasks = reader.ReadCount(4); tasks > 0; tasks--) job.Tasks.Add(reader.ReadUInt32());
            if (!_jobs.TryAdd(job.Id, job)) throw new FormatException($"The job {job.Id} is in the state twice.");
        }

        for (int left = reader.ReadCount(8); left > 0; left--) _waiting.AddLast(JobOf(reader.ReadUInt64()).Place);
        for (int left = reader.ReadCount(13 + NodeId.Size); left > 0; left--)
        {
            uint task = reader.ReadUInt32();
            var job = JobOf(reader.ReadUInt64());
            var server = reader.ReadNodeId();
            _assigned[task] = new Assignment(job, server, reader.ReadBoolean());
        }
    }

    private JobState JobOf(ulong id) => _jobs.TryGetValue(id, out var job) ? job : throw new FormatException($"The state names the job {id}, but does not have it.");
}
