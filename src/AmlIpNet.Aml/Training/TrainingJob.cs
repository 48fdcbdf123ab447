namespace AmlIpNet.Aml;

/// <summary>A job: go on from this state with these batches.</summary>
/// <param name="State">All that the lineage knows.</param>
/// <param name="Batches">The partial data-set, batch by batch.</param>
/// <param name="Seed">Gives every random choice: the same job has the same solution wherever it runs.</param>
public sealed record TrainingJob(ModelState State, IReadOnlyList<DataSet> Batches, ulong Seed);

/// <summary>A solution: what changed.</summary>
/// <param name="NewAtoms">The atoms that the union gained and that it did not have in the job; in the order of the union.</param>
/// <param name="Refuted">The atoms of the job's union that its data refuted: indices into that union, ascending.</param>
/// <param name="Master">The current atomization after the last batch.</param>
/// <param name="StoredPositives">The stored positives after the last batch.</param>
/// <param name="PinDivisor">The divisor f after the last batch.</param>
public sealed record TrainingSolution(Atomization NewAtoms, IReadOnlyList<int> Refuted, Atomization Master, DataSet StoredPositives, int PinDivisor)
{
    /// <summary>How many of the new atoms were there before the last batch. The later ones have met one batch only; the method's authors
    /// classify without them.</summary>
    public int SettledAtoms { get; init; }

    /// <summary>The state after the job: the job's union without the refuted atoms and with the new ones, and all else from the solution.</summary>
    /// <param name="job">The job that this is the solution of.</param>
    /// <exception cref="ArgumentException">The solution refutes an atom that the job does not have: it is another job's.</exception>
    public ModelState ApplyTo(TrainingJob job)
    {
        if (Refuted.Count > 0 && (Refuted[0] < 0 || Refuted[^1] >= job.State.Union.Count)) throw new ArgumentException("The solution refutes an atom that the job does not have: apply it to its own job.", nameof(job));
        var refuted = Refuted.ToHashSet();
        var union = job.State.Union.Where(atom => !refuted.Contains(atom));
        union.AddRange(NewAtoms);
        return new ModelState
        {
            ConstantCount = job.Batches.Aggregate(job.State.ConstantCount, (count, batch) => Math.Max(count, batch.ConstantCount)),
            Master = Master,
            Union = union,
            StoredPositives = StoredPositives,
            PinDivisor = PinDivisor,
        };
    }
}
