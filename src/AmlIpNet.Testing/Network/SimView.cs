namespace AmlIpNet.Testing;

/// <summary>What one participant knows of another one.</summary>
internal enum SimKnowledge : byte
{
    None,
    Trusted,
    Suspected,
}

/// <summary>How one participant sees another one: each of them finds, suspects and loses the others at its own time.</summary>
internal sealed class SimView(int index, SimNode observer, SimNode other)
{
    public int Index { get; } = index;

    public SimNode Observer { get; } = observer;

    public SimNode Other { get; } = other;

    public SimKnowledge Known { get; set; }

    /// <summary>Whether its signs of life get here.</summary>
    public bool IsHeard { get; set; }

    /// <summary>How many faults cut the way from the other to the observer.</summary>
    public int Cuts { get; set; }

    public bool IsCut => Cuts > 0;

    /// <summary>What was foreseen for an earlier one is void.</summary>
    public int Generation { get; set; }
}
