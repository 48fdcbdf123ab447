using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>A job under way: the user's bytes, and the task that the user awaits. Posted to the loop it submits itself.</summary>
internal sealed class JobRequest(MainNode node, ulong number, ReadOnlyMemory<byte> payload, JobOptions options, long calledAt)
    : TaskCompletionSource<Solution>(TaskCreationOptions.RunContinuationsAsynchronously), ILoopItem
{
    public ulong Number { get; } = number;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>Its parts, whose digests tell whether a server has them; empty when it is one without a digest.</summary>
    public PayloadPart[] Parts { get; init; } = [];

    public JobOptions Options { get; } = options;

    /// <summary>What goes with each attempt: the trace context. Null for nothing.</summary>
    public KeyValuePair<string, string>[]? Metadata { get; init; }

    /// <summary>Attempts sent so far, on the loop.</summary>
    public int Attempts { get; set; }

    /// <summary>When the user called, as a timestamp: the time limit runs from then.</summary>
    public long CalledAt { get; } = calledAt;

    public JobTerms Terms(TimeSpan? timeLeft) => new(Options.Priority, timeLeft, Options.MaxAttempts, Options.Label);

    void ILoopItem.Run() => node.Submit(this);

    void ILoopItem.Dropped() => node.Refuse(this);
}
