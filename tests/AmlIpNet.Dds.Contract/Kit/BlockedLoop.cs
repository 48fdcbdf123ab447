namespace AmlIpNet.Dds.Contract;

/// <summary>Holds a participant's loop, as a handler that does not return would: its readers take nothing until this is disposed.</summary>
public sealed class BlockedLoop : IDisposable
{
    private readonly ManualResetEventSlim _gate = new();

    private BlockedLoop()
    {
    }

    public static async Task<BlockedLoop> Hold(IDomainParticipant participant)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var block = new BlockedLoop();
        participant.Loop.Post(() =>
        {
            held.SetResult();
            block._gate.Wait();
        });
        await Wait.For(held.Task, $"the loop of {participant.Name} turning");
        return block;
    }

    public void Dispose() => _gate.Set();
}
