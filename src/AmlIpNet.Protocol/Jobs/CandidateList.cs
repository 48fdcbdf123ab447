namespace AmlIpNet.Protocol;

/// <summary>Servers as a strategy sees them. Its memory is used again.</summary>
internal sealed class CandidateList
{
    private ServerCandidate[] _candidates = [];
    private JobClient.Server[] _servers = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether they are as they are now.</summary>
    public bool IsFresh { get; set; }

    /// <summary>A strategy that makes no difference between jobs has said that none of them is to have one.</summary>
    public bool IsDeclined { get; set; }

    /// <summary>They, in the order in which they were added.</summary>
    public ReadOnlySpan<ServerCandidate> Candidates => _candidates.AsSpan(0, Count);

    /// <summary>The server behind a candidate.</summary>
    public JobClient.Server this[int index] => _servers[index];

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Count = 0;
        IsDeclined = false;
    }

    /// <summary>Adds a server as it is now.</summary>
    public void Add(JobClient.Server server)
    {
        if (Count == _candidates.Length)
        {
            Array.Resize(ref _candidates, Math.Max(16, Count * 2));
            Array.Resize(ref _servers, Math.Max(16, Count * 2));
        }

        _candidates[Count] = server.Candidate;
        _servers[Count++] = server;
    }
}
