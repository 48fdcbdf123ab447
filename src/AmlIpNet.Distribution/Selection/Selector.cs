namespace AmlIpNet.Distribution;

/// <summary>A worker that was selected.</summary>
/// <param name="Worker">Who.</param>
/// <param name="Score">How many criteria it meets.</param>
public readonly record struct SelectedWorker(PlanWorker Worker, int Score);

/// <summary>Which workers qualify, before tasks are distributed.</summary>
public static class Selector
{
    /// <summary>Leaves out those that miss a required criterion, and keeps the best of the others.</summary>
    /// <param name="workers">Among whom.</param>
    /// <param name="criteria">A worker's score is how many of them it meets.</param>
    /// <param name="best">How many to keep.</param>
    /// <param name="seed">Decides between equal scores.</param>
    /// <returns>The best first.</returns>
    public static IReadOnlyList<SelectedWorker> Select(IReadOnlyList<PlanWorker> workers, IReadOnlyList<Criterion> criteria, int best = int.MaxValue, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentNullException.ThrowIfNull(criteria);
        ArgumentOutOfRangeException.ThrowIfNegative(best);
        var shuffled = workers.ToArray();
        new SeededRandom(seed).Shuffle<PlanWorker>(shuffled);
        return [.. shuffled
            .Where(worker => criteria.All(criterion => !criterion.IsRequired || criterion.IsMetBy(worker.Attributes)))
            .Select(worker => new SelectedWorker(worker, criteria.Count(criterion => criterion.IsMetBy(worker.Attributes))))
            .OrderByDescending(selected => selected.Score)
            .Take(best)];
    }
}
