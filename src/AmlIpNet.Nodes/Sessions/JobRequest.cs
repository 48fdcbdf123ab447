namespace AmlIpNet.Nodes;

/// <summary>A job under way: the user's bytes, and the task that the user awaits.</summary>
internal sealed class JobRequest(ulong number, ReadOnlyMemory<byte> payload)
    : TaskCompletionSource<Solution>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ulong Number { get; } = number;

    public ReadOnlyMemory<byte> Payload { get; } = payload;
}
