using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A sample of any topic. It is shared by all who receive it, and not changed once it is written.</summary>
internal sealed class SimSample
{
    public required SimTopic Topic { get; init; }

    /// <summary>Who wrote it, and its place in the order of all that its writer wrote on this topic and on all of them.</summary>
    public int Writer { get; set; }

    public long Number { get; set; }

    public long Order { get; set; }

    public NodeId Client { get; init; }

    public NodeId Server { get; init; }

    public ulong Task { get; init; }

    public ulong Job { get; init; }

    public ulong ClientIncarnation { get; init; }

    public ulong ServerIncarnation { get; init; }

    /// <summary>Of data and work the job's token, of solutions what was made of it; 0 for no bytes.</summary>
    public ulong Payload { get; init; }

    /// <summary>Of work: the job's parts, whose bytes are in <see cref="Bytes"/> unless they are absent. Of a refusal: those that are missing. Null for none.</summary>
    public PayloadPart[]? Parts { get; init; }

    public byte[]? Bytes { get; init; }

    public WorkKind Kind { get; init; }

    public int Priority { get; init; }

    public TimeSpan? TimeLeft { get; init; }

    public ServerLoad Load { get; init; }

    public OutcomeKind What { get; init; }

    public int Code { get; init; }

    public string? Text { get; init; }

    public ulong LastTask { get; init; }

    public (NodeId Client, ulong Task)[]? Held { get; init; }

    public override string ToString() => Topic switch
    {
        SimTopic.Request => $"request {Client}#{Task}",
        SimTopic.Reply => $"reply {Client}#{Task} by {Server}",
        SimTopic.Target => $"target {Client}#{Task} -> {(Server.IsUndefined ? "nobody" : Server)}",
        SimTopic.Data => $"data {Client}#{Task} -> {Server} ({Payload:x})",
        SimTopic.Solution => $"solution {Client}#{Task} by {Server} ({Payload:x})",
        SimTopic.Availability => $"availability {Server} {Describe(Load)} held [{string.Join(' ', (Held ?? []).Select(h => $"{h.Client.Name}#{h.Task}"))}]",
        SimTopic.Work => $"{(Kind == WorkKind.Job ? "work" : Kind == WorkKind.Cancel ? "cancel" : "recall")} {Client}#{Task} -> {Server}@{ServerIncarnation} job {Job}{Describe(Parts)}",
        _ => $"outcome {What}{(What == OutcomeKind.Refused ? $"({(RefusalReason)Code})" : "")} {Client}#{Task} by {Server} {Describe(Load)} last #{LastTask}{Describe(Parts)}",
    };

    private static string Describe(PayloadPart[]? parts) => parts is null ? "" : $" parts {string.Join(' ', parts.Select(part => $"{(part.IsAbsent ? "-" : "+")}{(ushort)part.Digest:x4}"))}";

    private static string Describe(in ServerLoad load) => $"@{load.Incarnation} v{load.Version} {load.State} free {load.Free}/{load.Slots} room {load.QueueRoom}";
}

/// <summary>What is written on a work topic.</summary>
internal enum WorkKind : byte
{
    Job,
    Cancel,
    Recall,
}
