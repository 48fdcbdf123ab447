using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>The contract suite on the engine as it is, with fakes of RTI's API below it. Left out is what the engine leaves to Connext: how much a
/// KEEP_LAST history holds.</summary>
public sealed class FakeEnvironment : ContractEnvironment
{
    public override IDdsEngine Engine { get; } = new ConnextEngine(new FakeNetwork().Entry);
}

public sealed class Delivery : DeliveryContract<FakeEnvironment>;

public sealed class LateJoiner : LateJoinerContract<FakeEnvironment>;

public sealed class FullWriter : FullWriterContract<FakeEnvironment>;

public sealed class Matching : MatchingContract<FakeEnvironment>;

public sealed class Discovery : DiscoveryContract<FakeEnvironment>;

public sealed class Payload : PayloadContract<FakeEnvironment>;

public sealed class Listener : ListenerContract<FakeEnvironment>;

public sealed class Dispose : DisposeContract<FakeEnvironment>;
