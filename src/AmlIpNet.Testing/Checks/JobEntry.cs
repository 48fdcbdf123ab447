using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A user's job in the book: what it asks for, and what became of it.</summary>
internal sealed class JobEntry(int index, SimNode owner, JobPlan plan)
{
    public SimNode Owner { get; } = owner;

    public JobPlan Plan { get; } = plan;

    /// <summary>The number that the client knows it by.</summary>
    public ulong Number { get; } = (ulong)index + 1;

    public ulong Token { get; } = Testing.Token.Of(index);

    /// <summary>Its bytes; null in a world whose jobs have no parts.</summary>
    public JobBytes? Bytes { get; } = owner.World.Profile.PartCapacity > 0 ? new(index, Testing.Token.Of(index)) : null;

    public JobTerms Terms => Plan.Terms;

    public TimeSpan? SubmittedAt { get; private set; }

    public TimeSpan? EndedAt { get; private set; }

    /// <summary>How it ended, for the trace.</summary>
    public string? End { get; private set; }

    /// <summary>Handlers that execute it now.</summary>
    public int Running { get; set; }

    /// <summary>Native servers that keep it until a slot is free.</summary>
    public int Kept { get; set; }

    public int Executions { get; set; }

    /// <summary>Whether a handler has solved it.</summary>
    public bool IsSolvedSomewhere { get; set; }

    public int FailedExecutions { get; set; }

    /// <summary>Servers that were killed, or stopped or cut off, while they had it.</summary>
    public int Deaths { get; set; }

    /// <summary>The servers that it was sent to and that its client has not lost since.</summary>
    public HashSet<NodeId> SentTo { get; } = [];

    /// <summary>Since when no handler executes it; null while one does.</summary>
    public TimeSpan? IdleSince { get; set; }

    public bool IsOpen => SubmittedAt is not null && EndedAt is null;

    /// <summary>A handler has stopped to execute it.</summary>
    public void NoteStop()
    {
        if (--Running == 0) IdleSince = Owner.World.Now;
    }

    public void Submit()
    {
        SubmittedAt = IdleSince = Owner.World.Now;
        Owner.World.Note(Owner, 24, Number, $"user submits job {Number} ({Plan})");
        ((IClient)Owner).Submit(this);
    }

    public void Cancel()
    {
        if (!IsOpen || !Owner.IsNative) return;
        Finish("cancelled");
        ((IClient)Owner).Cancel(this);
    }

    public void Finish(string end)
    {
        EndedAt = Owner.World.Now;
        End = end;
        Owner.World.Note(Owner, 25, Number, $"job {Number}: {end}");
        Owner.World.Book.OnFinished();
    }
}

/// <summary>What a job asks for, and how handlers fare with it.</summary>
/// <param name="At">When it is submitted.</param>
/// <param name="Terms">Its terms.</param>
/// <param name="Length">How long its handler takes.</param>
/// <param name="Failures">How many executions fail before one succeeds.</param>
/// <param name="CancelAfter">When its user loses patience; null for never.</param>
internal sealed record JobPlan(TimeSpan At, JobTerms Terms, TimeSpan Length, int Failures, TimeSpan? CancelAfter)
{
    public override string ToString() =>
        $"takes {Length.TotalMilliseconds:0.###} ms, priority {Terms.Priority}{(Terms.TimeLimit is { } limit ? $", limit {limit.TotalSeconds:0.###} s" : "")}{(Failures > 0 ? $", fails {Failures} of {Terms.MaxFailures} times" : "")}";
}
