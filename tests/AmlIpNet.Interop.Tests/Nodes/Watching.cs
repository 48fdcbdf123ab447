namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>A Status node and all that it has told.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly StatusNode _node;
    private readonly Recorder<NodeStatus> _seen = new();
    private readonly Task _pump;

    public Watching(TestDomain domain)
    {
        _node = NodeKit.NewStatus(domain);
        _pump = Task.Run(async () =>
        {
            await foreach (var status in _node.WatchAsync().ConfigureAwait(false)) _seen.Add(status);
        });
    }

    public Task<NodeStatus> Expect(string id, NodeState state) =>
        _seen.WaitForOne(s => s.Id.ToString() == id && s.State == state, $"{id} {state}");

    public NodeState[] States(string id) => [.. _seen.Items.Where(s => s.Id.ToString() == id).Select(s => s.State)];

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync().ConfigureAwait(false);
        await Wait.For(_pump, "the end of the status stream").ConfigureAwait(false);
    }
}
