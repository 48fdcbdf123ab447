namespace AmlIpNet.Protocol.Fuzz;

/// <summary>What a run found.</summary>
public sealed class FuzzReport
{
    private const int FailuresKept = 10;
    private readonly List<string> _failures = [];

    internal FuzzReport(ulong seed, IReadOnlyList<FuzzTarget> targets)
    {
        Seed = seed;
        Tallies = [.. targets.Select(target => new FuzzTally(target.Name))];
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Inputs so far.</summary>
    public long Inputs { get; internal set; }

    /// <summary>Inputs that made a codec fail.</summary>
    public long Crashes { get; private set; }

    /// <summary>The first failures, each with its input.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Per codec.</summary>
    public IReadOnlyList<FuzzTally> Tallies { get; }

    internal void Add(string failure)
    {
        Crashes++;
        if (_failures.Count < FailuresKept) _failures.Add(failure);
    }

    /// <summary>The totals, on one line.</summary>
    public override string ToString() =>
        $"seed={Seed} inputs={Inputs} accepted={Tallies.Sum(t => t.Accepted)} rejected={Tallies.Sum(t => t.Rejected)} crashes={Crashes} max_allocation={Tallies.Max(t => t.MaxAllocation)}";
}

/// <summary>What became of one codec's inputs.</summary>
public sealed class FuzzTally(string name)
{
    /// <summary>The codec.</summary>
    public string Name { get; } = name;

    /// <summary>Inputs that it accepted.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Inputs that it rejected.</summary>
    public long Rejected { get; internal set; }

    /// <summary>The most bytes that one input allocated.</summary>
    public long MaxAllocation { get; internal set; }
}
