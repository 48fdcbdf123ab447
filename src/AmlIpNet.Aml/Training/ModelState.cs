namespace AmlIpNet.Aml;

/// <summary>All that a lineage of training knows between two batches. Whoever has it can go on with the next batch.</summary>
public sealed class ModelState
{
    /// <summary>How many constants there are; they are numbered from 0.</summary>
    public int ConstantCount { get; set; }

    /// <summary>The current atomization.</summary>
    public Atomization Master { get; set; } = new();

    /// <summary>The atoms gathered over all batches: the model that classifies.</summary>
    public Atomization Union { get; set; } = new();

    /// <summary>The positive duples that were not true of their own accord when they last were met: they are enforced again in every batch.</summary>
    public DataSet StoredPositives { get; set; } = new();

    /// <summary>The divisor f: a non-singleton atom of the union is pinned with probability 1 / (f + 1).</summary>
    public int PinDivisor { get; set; }
}
