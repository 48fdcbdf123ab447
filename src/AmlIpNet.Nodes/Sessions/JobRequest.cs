using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>A job under way: the user's bytes, and the task that the user awaits. Posted to the loop it submits itself.</summary>
internal sealed class JobRequest(MainNode node, ulong number, ReadOnlyMemory<byte> payload, JobOptions options)
    : TaskCompletionSource<Solution>(TaskCreationOptions.RunContinuationsAsynchronously), ILoopItem
{
    public ulong Number { get; } = number;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public JobOptions Options { get; } = options;

    public JobTerms Terms => new(Options.Priority, Options.TimeLimit, Options.MaxAttempts);

    void ILoopItem.Run() => node.Submit(this);
}
