namespace AmlIpNet.Dds.Contract;

/// <summary>What an engine's tests give the contract suite: the engine, and a network that nobody else uses. Made anew for every test.</summary>
public abstract class ContractEnvironment : IDisposable
{
    private readonly Lazy<TestDomain> _domain = new(TestDomain.Lease);

    /// <summary>The engine under test.</summary>
    public abstract IDdsEngine Engine { get; }

    /// <summary>How participants of this test meet; by default loopback on a leased domain.</summary>
    public virtual NetworkOptions Options => _domain.Value.Options;

    public void Dispose()
    {
        if (_domain.IsValueCreated) _domain.Value.Dispose();
        GC.SuppressFinalize(this);
    }
}
