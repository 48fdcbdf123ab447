using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>The server that holds most bytes of what the job needs; among equals another strategy chooses. For one Main node.</summary>
/// <param name="among">Chooses among equals; by default the least loaded.</param>
/// <param name="places">Who holds what. Null, the default: what the Main node takes its Computing nodes to hold of the job's parts.</param>
public sealed class MostDataHeldStrategy(IAssignmentStrategy? among = null, IDataPlaces? places = null) : IAssignmentStrategy
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
            _best.Add(i, candidate, places is null ? question.BytesHeld(i) : places.BytesHeld(question.Job, candidate));
        }

        return _best.Choose(question);
    }

    /// <inheritdoc/>
    public bool MayAuction(in AssignedJob job) => _among.MayAuction(job);
}
