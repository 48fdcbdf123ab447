using AmlIpNet.Dds.Contract;

namespace AmlIpNet.Dds.Tests.InProcessContract;

public sealed class InProcessEnvironment : ContractEnvironment
{
    public override IDdsEngine Engine { get; } = new InProcessEngine();

    // The engine's own network: no domain needs to be leased.
    public override NetworkOptions Options => NetworkOptions.Loopback;
}

public sealed class Delivery : DeliveryContract<InProcessEnvironment>;

public sealed class LateJoiner : LateJoinerContract<InProcessEnvironment>;

public sealed class KeepLast : KeepLastContract<InProcessEnvironment>;

public sealed class FullWriter : FullWriterContract<InProcessEnvironment>;

public sealed class Matching : MatchingContract<InProcessEnvironment>;

public sealed class Discovery : DiscoveryContract<InProcessEnvironment>;

public sealed class Payload : PayloadContract<InProcessEnvironment>;

public sealed class Hostile : HostileContract<InProcessEnvironment>;

public sealed class LargeHeader : LargeHeaderContract<InProcessEnvironment>;

public sealed class Listener : ListenerContract<InProcessEnvironment>;

public sealed class Dispose : DisposeContract<InProcessEnvironment>;
