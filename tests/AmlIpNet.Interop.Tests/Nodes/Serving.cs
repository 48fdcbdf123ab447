namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>A Computing node that takes jobs from its creation to its disposal.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly ComputingNode _node;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private int _jobs;

    public Serving(TestDomain domain, int slots = 1, JobHandler? handler = null)
    {
        _node = NodeKit.NewComputing(domain, slots);
        handler ??= NodeKit.SolveAsync;
        _run = _node.RunAsync((job, token) =>
        {
            Interlocked.Increment(ref _jobs);
            return handler(job, token);
        }, _stop.Token);
    }

    public string Id => _node.Id.ToString();

    public int Jobs => Volatile.Read(ref _jobs);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Wait.For(_run, "the Computing node's end").ConfigureAwait(false);
        await _node.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
