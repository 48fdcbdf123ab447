namespace AmlIpNet.Protocol;

/// <summary>A server that could take a job, as a strategy sees it.</summary>
/// <param name="Server">Who.</param>
/// <param name="Slots">How many jobs it runs at a time.</param>
/// <param name="Free">How many it would start at once, as far as is known.</param>
/// <param name="Assigned">This client's attempts that it has.</param>
/// <param name="LastChosen">When it was last chosen: a counter, 0 for never.</param>
public readonly record struct ServerCandidate(NodeId Server, int Slots, int Free, int Assigned, ulong LastChosen);

/// <summary>Chooses the server for a job. Pure: the same question has the same answer.</summary>
public interface IAssignmentStrategy
{
    /// <summary>Chooses one.</summary>
    /// <param name="job">The job's number.</param>
    /// <param name="candidates">At least one, in the order of their ids.</param>
    /// <returns>The index of the chosen candidate.</returns>
    int Choose(ulong job, ReadOnlySpan<ServerCandidate> candidates);
}
