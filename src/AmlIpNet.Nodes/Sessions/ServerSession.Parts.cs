using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// Jobs that come in parts, some of which this node has kept of earlier jobs.
internal sealed partial class ServerSession
{
    private readonly PartCache _partCache;
    private PayloadPart[] _partsRead = []; // of the work that is being handled
    private bool _isIncomplete;

    /// <summary>What is kept of jobs.</summary>
    public PartCache PartCache => _partCache;

    // A few bytes can name many parts: what they come to is looked at before anything is put together.
    private bool IsTooLarge(PartList parts)
    {
        long size = 0;
        foreach (var part in parts) size += part.Length;
        return size > _options.Network.MaxPayloadBytes;
    }

    private void HandleJob(in WorkMessage work, PartList parts, byte[] payload)
    {
        _isIncomplete = parts.Count > 0 && !TryTake(work, parts, ref payload);
        Handle(JobServerEvent.Work(work.Client, work.ClientIncarnation, work.ServerIncarnation, work.Job, work.Task, work.Priority, work.TimeLeft) with { Flag = _isIncomplete }, payload);
        _isIncomplete = false;
    }

    private bool TryTake(in WorkMessage work, PartList parts, ref byte[] payload)
    {
        if (_partsRead.Length < parts.Count) _partsRead = new PayloadPart[parts.Count];
        long spoilt = _partCache.Spoilt;
        bool isComplete = _partCache.TryTake(parts.CopyTo(_partsRead), payload, out payload);
        if (_partCache.Spoilt > spoilt) NodeLog.PartSpoilt(_host.Logger, new(work.Client, work.Task));
        return isComplete;
    }

    // Of the work that is being handled: nothing else is refused for its parts.
    private ReadOnlySpan<PayloadPart> MissingParts(in JobServerAction outcome) =>
        _isIncomplete && outcome is { What: OutcomeKind.Refused, Code: (int)RefusalReason.PartsMissing } ? _partCache.Missing : default;
}
