namespace AmlIpNet.Artifacts;

/// <summary>How the products of a step's jobs reach the jobs of the next step: which unlock which, and where the data goes. Pure: the same links whenever asked.</summary>
public interface IDistribution
{
    /// <summary>What is wrong with these numbers of jobs; null when nothing is.</summary>
    string? FaultOf(int sources, int sinks);

    /// <summary>The links, each from a job of the step to one of the next, both counted from 0.</summary>
    IEnumerable<(int Source, int Sink)> Links(int sources, int sinks);
}
