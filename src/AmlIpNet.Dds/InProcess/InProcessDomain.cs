namespace AmlIpNet.Dds;

/// <summary>
/// A domain: its participants and who knows whom. One lock guards discovery and matching; below it come a writer's lock, then a reader's. No
/// listener is called under any of them: events are posted to the participants' loops, in the order in which they happen.
/// </summary>
internal sealed partial class InProcessDomain(TimeProvider time)
{
    private static readonly ulong s_processPrefix = (ulong)Random.Shared.NextInt64();
    private static uint s_lastParticipant;
    private readonly Lock _lock = new();
    private readonly List<InProcessParticipant> _participants = [];
    private ulong _lastHandle;

    public ulong NewHandle() => Interlocked.Increment(ref _lastHandle);

    public InProcessParticipant Join(string name, NetworkOptions options, IParticipantListener listener, EventLoop loop)
    {
        var guid = new EntityGuid(s_processPrefix, ((ulong)Interlocked.Increment(ref s_lastParticipant) << 32) | 0x000001c1);
        var joined = new InProcessParticipant(this, name, guid, options, listener, loop);
        lock (_lock)
        {
            foreach (var other in Reachable(joined)) Introduce(joined, other);
            _participants.Add(joined);
        }

        return joined;
    }

    public void Leave(InProcessParticipant participant)
    {
        lock (_lock)
        {
            if (participant.IsDisposed) return;
            participant.IsDisposed = true;
            // While it is silent the others keep what they know, until its lease runs out.
            if (participant.Silence is null or { Expired: true })
            {
                foreach (var other in Reachable(participant)) ForgetParticipant(other, participant);
                _participants.Remove(participant);
            }

            foreach (var endpoint in participant.Endpoints.Values.ToArray()) Delete(endpoint);
        }
    }

    public void Add(InProcessEndpoint endpoint)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(endpoint.Participant.IsDisposed || endpoint.Participant.Loop.IsStopping, endpoint.Participant);
            endpoint.Participant.Endpoints.Add(endpoint.Info.Handle, endpoint);
            foreach (var other in Reachable(endpoint.Participant)) LearnEndpoint(other, endpoint);
            MatchWith(endpoint.Participant, endpoint);
        }
    }

    public void Remove(InProcessEndpoint endpoint)
    {
        lock (_lock)
        {
            if (!endpoint.IsDeleted) Delete(endpoint);
        }
    }

    public EndpointInfo? FindWriter(InProcessParticipant viewer, ulong handle)
    {
        lock (_lock) return (viewer.KnownEndpoints.GetValueOrDefault(handle) ?? viewer.Endpoints.GetValueOrDefault(handle))?.Info;
    }

    public IReadOnlyList<T> Snapshot<T>(Func<IEnumerable<T>> items)
    {
        lock (_lock) return [.. items()];
    }

    private void Delete(InProcessEndpoint endpoint)
    {
        endpoint.Delete();
        endpoint.Participant.Endpoints.Remove(endpoint.Info.Handle);
        foreach (var other in Reachable(endpoint.Participant)) ForgetEndpoint(other, endpoint);
        foreach (var match in endpoint.Matches.ToArray())
        {
            if (match.Writer.Participant == match.Reader.Participant) Unmatch(match);
        }

        foreach (var other in endpoint.Mismatches) other.Mismatches.Remove(endpoint);
    }

    private InProcessParticipant[] Reachable(InProcessParticipant from) => from.Silence is not null
        ? []
        : [.. _participants.Where(p => p != from && p.Silence is null && !p.IsDisposed)];
}
