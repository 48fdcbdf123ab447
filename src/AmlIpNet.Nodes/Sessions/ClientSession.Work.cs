using System.Buffers;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// Work for a native server: of a job's parts those that it is taken to have stay here.
internal sealed partial class ClientSession
{
    private readonly SentParts _sentParts;
    private PayloadPart[] _parts = []; // of the work that is being sent

    /// <summary>Bytes of jobs sent natively.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Bytes of jobs that were not sent since the server has them.</summary>
    public long SparedBytes { get; private set; }

    /// <summary>Attempts that were given back since the server did not have a part.</summary>
    public long MissedAttempts { get; private set; }

    /// <inheritdoc/>
    public long BytesHeld(in AssignedJob job, in ServerCandidate server) =>
        _jobs.TryGetValue(job.Job, out var request) ? _sentParts.BytesHeld(server.Server, server.Incarnation, request.Parts) : 0;

    private void SendWork(in JobClientAction action)
    {
        var job = _jobs[action.Job];
        var parts = action.Flag ? default : PartsFor(action.Server, action.Incarnation, job);
        var payload = PartPieces.Of(job.Payload, parts);
        var message = new WorkMessage(
            WorkKind.Job, Id, Incarnation, action.Incarnation, action.Job, action.Task, action.TimeLeft, job.Options.Priority, (int)payload.Length);
        CountAttempt(job);
        SentBytes += payload.Length;
        SparedBytes += job.Payload.Length - payload.Length;
        int size = WorkMessage.GetLargestSize(job.Metadata, parts.Length);
        byte[]? rented = null;
        Span<byte> header = size <= 1_024 ? stackalloc byte[1_024] : rented = ArrayPool<byte>.Shared.Rent(size);
        int length = message.Write(header, job.Metadata, parts);
        _work.Get(action.Server).Send(header[..length], payload, action.Task);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    private Span<PayloadPart> PartsFor(NodeId server, ulong incarnation, JobRequest job)
    {
        if (job.Parts.Length == 0 || SentParts.CapacityOf(_machine.AttributesOf(server)) is not (> 0 and var capacity)) return default;
        if (_parts.Length < job.Parts.Length) _parts = new PayloadPart[job.Parts.Length];
        var parts = _parts.AsSpan(0, job.Parts.Length);
        job.Parts.CopyTo(parts);
        _sentParts.Refer(server, incarnation, capacity, parts);
        return parts;
    }

    private void OnPartsMissing(in OutcomeMessage refusal, PartList missing)
    {
        MissedAttempts++;
        foreach (var part in missing) _sentParts.Forget(refusal.Server, refusal.Load.Incarnation, part);
    }
}
