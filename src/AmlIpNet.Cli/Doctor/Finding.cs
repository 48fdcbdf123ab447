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

/// <summary>A writer and a reader that do not match.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Writer">Who writes.</param>
/// <param name="Reader">Who reads.</param>
/// <param name="Obstacle">One reason.</param>
internal sealed record Mismatch(string Topic, string Writer, string Reader, AmlIpNet.Dds.MatchObstacle Obstacle);
