namespace AmlIpNet.Protocol;

/// <summary>Which server is to have a job?</summary>
public readonly ref struct AssignmentQuestion
{
    private readonly JobClient? _client;
    private readonly ReadOnlySpan<ServerCandidate> _servers;
    private readonly IDataPlaces? _places;

    /// <summary>Asks about one job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="candidates">At least one, in the order of their ids.</param>
    /// <param name="servers">All that take jobs, in the order of their ids.</param>
    public AssignmentQuestion(AssignedJob job, ReadOnlySpan<ServerCandidate> candidates, ReadOnlySpan<ServerCandidate> servers) : this(job, candidates, servers, null)
    {
    }

    /// <inheritdoc cref="AssignmentQuestion(AssignedJob, ReadOnlySpan{ServerCandidate}, ReadOnlySpan{ServerCandidate})"/>
    /// <param name="job">The job.</param>
    /// <param name="candidates">At least one, in the order of their ids.</param>
    /// <param name="servers">All that take jobs, in the order of their ids.</param>
    /// <param name="places">Knows who holds what; null: nobody does.</param>
    public AssignmentQuestion(AssignedJob job, ReadOnlySpan<ServerCandidate> candidates, ReadOnlySpan<ServerCandidate> servers, IDataPlaces? places)
    {
        _places = places;
        Job = job;
        Candidates = candidates;
        _servers = servers;
    }

    internal AssignmentQuestion(AssignedJob job, ReadOnlySpan<ServerCandidate> candidates, JobClient client)
    {
        Job = job;
        Candidates = candidates;
        _client = client;
    }

    /// <summary>The job.</summary>
    public AssignedJob Job { get; }

    /// <summary>Those that could take it now, in the order of their ids; at least one.</summary>
    public ReadOnlySpan<ServerCandidate> Candidates { get; }

    /// <summary>All servers that take jobs, busy and silent ones too, in the order of their ids. Made when it is asked for.</summary>
    public ReadOnlySpan<ServerCandidate> Servers => _client is null ? _servers : _client.AllServers();

    /// <summary>How many bytes of the job's parts a candidate is taken to hold, which need not be sent to it.</summary>
    /// <param name="candidate">Its index among <see cref="Candidates"/>.</param>
    public long BytesHeld(int candidate) => _client is null ? _places?.BytesHeld(Job, Candidates[candidate]) ?? 0 : _client.BytesHeld(Job, Candidates[candidate]);
}
