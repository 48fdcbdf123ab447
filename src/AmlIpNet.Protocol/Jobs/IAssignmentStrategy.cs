namespace AmlIpNet.Protocol;

/// <summary>A job that a server has, as a strategy sees it.</summary>
/// <param name="Job">The job's number.</param>
/// <param name="Label">What the user calls it; null for nothing.</param>
public readonly record struct AssignedJob(ulong Job, string? Label);

/// <summary>A server, as a strategy sees it.</summary>
/// <param name="Server">Who.</param>
/// <param name="Slots">How many jobs it runs at a time.</param>
/// <param name="Free">How many it would start at once, as far as is known.</param>
/// <param name="Assigned">This client's attempts that it has.</param>
/// <param name="LastChosen">When it was last chosen: a counter, 0 for never.</param>
public readonly record struct ServerCandidate(NodeId Server, int Slots, int Free, int Assigned, ulong LastChosen)
{
    /// <summary>What it tells of itself.</summary>
    public ServerAttributes Attributes { get; init; } = ServerAttributes.Empty;

    /// <summary>Its name.</summary>
    public string Name { get => field ?? Server.Name; init; }

    /// <summary>Which of its lives it is: higher after each start.</summary>
    public ulong Incarnation { get; init; }

    /// <summary>The jobs of this client's attempts that it has. Good during the question.</summary>
    public IReadOnlyList<AssignedJob> Jobs { get; init; } = [];
}

/// <summary>Chooses the server for a job. Pure: the same question has the same answer.</summary>
public interface IAssignmentStrategy
{
    /// <summary>The answer that none of the candidates is to have it now: the job waits, and is asked for again whenever something is new of the servers.</summary>
    const int Wait = -1;

    /// <summary>Chooses one. A job may be asked for several times, with other candidates: first those with a free slot at which it has not failed.</summary>
    /// <returns>The index of the chosen candidate, or <see cref="Wait"/>.</returns>
    int Choose(in AssignmentQuestion question);

    /// <summary>The only server that may have a job, as long as the servers that take jobs stay the same and tell the same of themselves; undefined, the default, for none such.
    /// The job is not asked about while that server has no room, which saves much where thousands of jobs wait for servers of their own.</summary>
    /// <param name="question">The job, and all servers; there are no candidates.</param>
    NodeId HomeOf(in AssignmentQuestion question) => default;

    /// <summary>Whether the answer may depend on the job. If not, once it is to let one job wait the others need not be asked about. Default true.</summary>
    bool TellsJobsApart => true;

    /// <summary>Whether a job that waits may go by auction to a server that only knows AML-IP, of which nothing is known but that it is free.</summary>
    bool MayAuction(in AssignedJob job) => true;
}
