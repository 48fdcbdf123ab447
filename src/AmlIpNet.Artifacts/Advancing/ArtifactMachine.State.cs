using AmlIpNet.Protocol;

namespace AmlIpNet.Artifacts;

/// <summary>The whole state as a value.</summary>
internal sealed partial class ArtifactMachine
{
    /// <summary>Writes the state, what is not durable too. Times count from now, so that states that will do the same give equal bytes whenever they are reached.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(RecordBytes.Write(Record with { Submitted = default, Ended = null }));
        foreach (var job in _jobs) writer.Write(RecordBytes.Write(job with { Started = null, Ended = null }));
        foreach (var (node, worker) in _workers)
        {
            writer.Write(node);
            writer.Write(worker.GetHashCode());
        }

        foreach (var (node, since) in _missing)
        {
            writer.Write(node);
            writer.Write(since - _now);
        }

        foreach (var (part, since) in _waiting)
        {
            writer.Write(part);
            writer.Write(since - _now);
        }

        foreach (var (job, until) in _resting)
        {
            writer.Write(job);
            writer.Write(until - _now);
        }

        foreach (var (job, since) in _began)
        {
            writer.Write(job);
            writer.Write(since - _now);
        }

        foreach (uint job in _again.Concat(_inherited.Order())) writer.Write(job);
    }
}
