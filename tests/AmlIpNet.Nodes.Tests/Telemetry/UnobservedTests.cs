namespace AmlIpNet.Nodes.Tests.Telemetry;

/// <summary>When nobody listens nothing is done, and no memory is taken. Alone, since others listen.</summary>
[Collection(nameof(UnobservedTests))]
[CollectionDefinition(nameof(UnobservedTests), DisableParallelization = true)]
public sealed class UnobservedTests
{
    [Fact]
    public void Nobody_listens_and_to_ask_costs_nothing()
    {
        Assert.False(Ask());
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool any = false;
        for (int i = 0; i < 10_000; i++) any |= Ask();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(any);
    }

    private static bool Ask() => NodeTelemetry.IsSendObserved || NodeTelemetry.IsProcessObserved || NodeTelemetry.Source.HasListeners();
}
