namespace AmlIpNet.Scripting.Tests.Kit;

/// <summary>A Computing node of .NET that shouts until it is disposed.</summary>
internal sealed class Shouter : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ComputingNode _node;
    private readonly Task _run;

    private Shouter(ComputingNode node)
    {
        _node = node;
        _run = node.RunAsync((job, _) => ValueTask.FromResult(Solution.FromString(job.ToString().ToUpperInvariant())), _stop.Token);
    }

    public NodeId Id => _node.Id;

    public static Shouter Start(TestDomain domain) => new(AmlIp.CreateComputingNode("shouter", domain.Options));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Wait.For(_run, "the end of the node");
        await _node.DisposeAsync();
        _stop.Dispose();
    }
}
