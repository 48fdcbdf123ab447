using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A node whose users have jobs.</summary>
internal interface IClient
{
    void Submit(JobEntry job);

    void Cancel(JobEntry job);
}

/// <summary>A node that executes jobs.</summary>
internal interface IServer
{
    int Slots { get; }

    int Running { get; }

    void OnEnded(Execution execution, bool solved);

    void OnProgress(Execution execution);
}

/// <summary>A handler at work.</summary>
internal sealed class Execution(int index, SimNode owner, JobEntry? job, ExecutionKey key, ulong payload, bool fails)
{
    private int _generation;

    public SimNode Owner { get; } = owner;

    public JobEntry? Job { get; } = job;

    public ExecutionKey Key { get; } = key;

    public ulong Payload { get; } = payload;

    public bool HasEnded { get; private set; }

    public bool IsCancelled { get; private set; }

    /// <summary>Lets it end after this time.</summary>
    public void EndAfter(TimeSpan time) => Owner.World.Schedule(new(OccurrenceKind.HandlerEnds, index, _generation), Owner.World.Now + time);

    public void TellAfter(TimeSpan time) => Owner.World.Schedule(new(OccurrenceKind.HandlerTells, index), Owner.World.Now + time);

    /// <summary>Its token fires: it ends soon, or does not care.</summary>
    public void Cancel()
    {
        if (IsCancelled || HasEnded) return;
        IsCancelled = true;
        if (Owner.World.Search is not null || !Owner.World.Handlers.Chance(80)) return;
        _generation++;
        EndAfter(Owner.World.Handlers.Milliseconds(0, 20));
    }

    public void End(int generation)
    {
        if (HasEnded || generation != _generation) return;
        HasEnded = true;
        bool solved = !fails && !(IsCancelled && generation > 0);
        Job?.NoteStop();
        if (solved && Job is not null) Job.IsSolvedSomewhere = true;
        Owner.World.Note(Owner, 22, Key.Task, $"handler of {Key} {(solved ? "solves it" : IsCancelled ? "stops" : "fails")}");
        ((IServer)Owner).OnEnded(this, solved);
        Owner.Rearm();
    }

    public void Tell()
    {
        if (HasEnded) return;
        ((IServer)Owner).OnProgress(this);
        Owner.Rearm();
        TellAfter(TimeSpan.FromMilliseconds(70));
    }

    /// <summary>Its process is gone.</summary>
    public void Die()
    {
        if (HasEnded) return;
        HasEnded = true;
        Job?.NoteStop();
    }
}

/// <summary>What jobs are made of.</summary>
internal static class Token
{
    /// <summary>The job's number in the book is in it, so that a server's handler can look up how it is to behave.</summary>
    public static ulong Of(int job) => Prng.Mix((ulong)job + 0x1234567) << 16 | (ushort)(job + 1);

    public static int? JobOf(ulong token) => (ushort)token is var number && number > 0 ? number - 1 : null;

    public static ulong Solve(ulong token) => Prng.Mix(token ^ 0x5555_5555_5555_5555);
}
