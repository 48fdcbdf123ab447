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
public sealed record TrainingSolution(Atomization NewAtoms, IReadOnlyList<int> Refuted, Atomization Master, DataSet StoredPositives, int PinDivisor);
