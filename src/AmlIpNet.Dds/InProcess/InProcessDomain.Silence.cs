namespace AmlIpNet.Dds;

/// <summary>The leases that run while a participant is silent.</summary>
internal sealed class InProcessSilence(TimeProvider time) : IDisposable
{
    private readonly List<ITimer> _timers = [];

    /// <summary>Whether the participant's lease has run out: the others have forgotten it and it has forgotten them.</summary>
    public bool Expired { get; set; }

    /// <summary>Runs an action after a delay, unless disposed before. The action takes the domain's lock and checks that the silence still lasts.</summary>
    public void After(TimeSpan delay, Action action) =>
        _timers.Add(time.CreateTimer(static state => ((Action)state!)(), action, delay, Timeout.InfiniteTimeSpan));

    public void Dispose()
    {
        foreach (var timer in _timers) timer.Dispose();
    }
}

/// <summary>Participants that fall silent and come back.</summary>
internal sealed partial class InProcessDomain
{
    public void Silence(InProcessParticipant participant)
    {
        lock (_lock)
        {
            if (participant.IsDisposed || participant.Silence is not null) return;
            var silence = participant.Silence = new InProcessSilence(time);
            foreach (var match in Crossing(participant))
            {
                match.Writer.SetPaused(match, true);
                if (match.Writer.Qos.LivelinessLease is { } lease) silence.After(lease, () => LoseLiveliness(participant, silence, match));
            }

            silence.After(participant.Options.Lease, () => Expire(participant, silence));
        }
    }

    public void Wake(InProcessParticipant participant)
    {
        lock (_lock)
        {
            if (participant.IsDisposed || participant.Silence is not { } silence) return;
            silence.Dispose();
            participant.Silence = null;
            var others = Reachable(participant);
            ForgetGone(participant);
            foreach (var other in others) ForgetGone(other);

            foreach (var match in Crossing(participant))
            {
                if (match.Writer.Participant.Silence is not null || match.Reader.Participant.Silence is not null) continue;
                if (!match.Alive) SetAlive(match, true);
                match.Writer.SetPaused(match, false);
            }

            foreach (var other in others) Introduce(participant, other);
        }
    }

    private static IEnumerable<InProcessMatch> Crossing(InProcessParticipant participant) =>
        participant.Endpoints.Values.SelectMany(e => e.Matches).Where(m => m.Writer.Participant != m.Reader.Participant).ToArray();

    private static void SetAlive(InProcessMatch match, bool alive)
    {
        match.Alive = alive;
        match.Reader.TellAlive(match.Writer.Info, alive);
    }

    private void LoseLiveliness(InProcessParticipant participant, InProcessSilence silence, InProcessMatch match)
    {
        lock (_lock)
        {
            if (participant.Silence == silence && match.Alive && match.Reader.Matches.Contains(match)) SetAlive(match, false);
        }
    }

    private void Expire(InProcessParticipant participant, InProcessSilence silence)
    {
        lock (_lock)
        {
            if (participant.Silence != silence) return;
            silence.Expired = true;
            foreach (var other in participant.KnownParticipants.ToArray()) ForgetParticipant(participant, other);
            foreach (var other in _participants) ForgetParticipant(other, participant);
            if (participant.IsDisposed) _participants.Remove(participant);
        }
    }

    // What ended on one side during the silence is news to the other.
    private static void ForgetGone(InProcessParticipant viewer)
    {
        foreach (var other in viewer.KnownParticipants.Where(IsGone).ToArray()) ForgetParticipant(viewer, other);
        foreach (var endpoint in viewer.KnownEndpoints.Values.Where(e => e.IsDeleted && e.Participant.Silence is null).ToArray()) ForgetEndpoint(viewer, endpoint);
    }

    private static bool IsGone(InProcessParticipant participant) => participant.IsDisposed && participant.Silence is null;
}
