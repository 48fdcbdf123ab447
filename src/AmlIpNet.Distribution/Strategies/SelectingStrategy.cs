using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>
/// Only servers that meet the required criteria get jobs, and of those the free ones that meet most of the others; among equals another strategy chooses. Jobs wait
/// until there is such a server; AML-IP's nodes, which tell nothing of themselves, get none. For one Main node.
/// </summary>
/// <param name="criteria">What to look for.</param>
/// <param name="among">Chooses among equals; by default the least loaded.</param>
public sealed class SelectingStrategy(IReadOnlyList<Criterion> criteria, IAssignmentStrategy? among = null) : IAssignmentStrategy
{
    private readonly bool _tellsJobsApart = (among ?? AssignmentStrategies.LeastLoaded).TellsJobsApart;
    private readonly BestOf _best = new(among ?? AssignmentStrategies.LeastLoaded);

    /// <inheritdoc/>
    public int Choose(in AssignmentQuestion question)
    {
        _best.Clear();
        for (int i = 0; i < question.Candidates.Length; i++)
        {
            ref readonly var candidate = ref question.Candidates[i];
            if (Score(candidate.Attributes) is { } score) _best.Add(i, candidate, score);
        }

        return _best.Choose(question);
    }

    /// <inheritdoc/>
    public bool TellsJobsApart => _tellsJobsApart;

    /// <inheritdoc/>
    public bool MayAuction(in AssignedJob job) => false;

    private int? Score(ServerAttributes attributes)
    {
        int score = 0;
        foreach (var criterion in criteria)
        {
            if (criterion.IsMetBy(attributes)) score++;
            else if (criterion.IsRequired) return null;
        }

        return score;
    }
}
