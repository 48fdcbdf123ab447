namespace AmlIpNet.Aml;

/// <summary>Does training jobs.</summary>
public static class Trainer
{
    /// <summary>Learns the batches of the job, one after the other. The same job and options give the same solution everywhere.</summary>
    /// <param name="job">The job; it is only read.</param>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the training early.</param>
    /// <exception cref="InconsistentDataException">The data contradicts itself; the message names the duple.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option or the job's state is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrainingSolution Train(TrainingJob job, LearnerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        var learner = new Learner(job.State, options, job.Seed);
        foreach (var batch in job.Batches) learner.Learn(batch, cancellationToken);

        var state = learner.State;
        var survivors = learner.Survivors;
        var refuted = new List<int>(job.State.Union.Count - survivors.Length);
        for (int atom = 0, next = 0; atom < job.State.Union.Count; atom++)
        {
            if (next < survivors.Length && survivors[next] == atom) next++;
            else refuted.Add(atom);
        }

        var firstNew = survivors.Length;
        return new TrainingSolution(state.Union.Where(atom => atom >= firstNew), refuted, state.Master, state.StoredPositives, state.PinDivisor)
        {
            SettledAtoms = Math.Max(0, learner.LastCount - firstNew),
        };
    }
}
