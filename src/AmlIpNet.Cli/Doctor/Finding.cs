namespace AmlIpNet.Cli.Doctor;

/// <summary>Something that the doctor found.</summary>
/// <param name="About">What it is about: engine, interface, multicast, domain, topic.</param>
/// <param name="IsProblem">Whether nodes that should meet do not because of it; otherwise it is good to know.</param>
/// <param name="What">What is the matter.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Finding(string About, bool IsProblem, string What, string Remedy)
{
    /// <summary>For a pair of endpoints: what they are, and why they do not match.</summary>
    public Mismatch? Mismatch { get; init; }
}

/// <summary>Writers and readers that do not match, all for one reason.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Writers">Who writes.</param>
/// <param name="Readers">Who reads.</param>
/// <param name="Obstacle">The reason.</param>
internal sealed record Mismatch(string Topic, string[] Writers, string[] Readers, AmlIpNet.Dds.MatchObstacle Obstacle)
{
    private const int MaxNames = 4;

    /// <summary>A list of names for people.</summary>
    public static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MaxNames)) + (names.Count > MaxNames ? $" and {names.Count - MaxNames:N0} more" : "");
}
