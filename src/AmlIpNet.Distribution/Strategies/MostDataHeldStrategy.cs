using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>Knows which data a job needs, and who holds it. Called on the Main node's loop: answer from memory.</summary>
public interface IDataPlaces
{
    /// <summary>How many bytes of what the job needs the server holds.</summary>
    long BytesHeld(in AssignedJob job, NodeId server);
}

/// <summary>The server that holds most of the data that the job needs; among equals another strategy chooses. For one Main node.</summary>
/// <param name="places">Who holds what.</param>
/// <param name="among">Chooses among equals; by default the least loaded.</param>
public sealed class MostDataHeldStrategy(IDataPlaces places, IAssignmentStrategy? among = null) : IAssignmentStrategy
{
    private readonly IAssignmentStrategy _among = among ?? AssignmentStrategies.LeastLoaded;
    private readonly BestOf _best = new(among ?? AssignmentStrategies.LeastLoaded);

    /// <inheritdoc/>
    public int Choose(in AssignmentQuestion question)
    {
        _best.Clear();
        for (int i = 0; i < question.Candidates.Length; i++)
        {
            ref readonly var candidate = ref question.Candidates[i];
            _best.Add(i, candidate, places.BytesHeld(question.Job, candidate.Server));
        }

        return _best.Choose(question);
    }

    /// <inheritdoc/>
    public bool MayAuction(in AssignedJob job) => _among.MayAuction(job);
}
