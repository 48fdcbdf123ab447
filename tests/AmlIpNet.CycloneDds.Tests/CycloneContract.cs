using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;
using AmlIpNet.Dds.Contract.CrossProcess;

namespace AmlIpNet.CycloneDds.Tests;

public sealed class CycloneEnvironment : ContractEnvironment
{
    public override IDdsEngine Engine { get; } = new CycloneEngine();
}

public sealed class Delivery : DeliveryContract<CycloneEnvironment>;

public sealed class LateJoiner : LateJoinerContract<CycloneEnvironment>;

public sealed class KeepLast : KeepLastContract<CycloneEnvironment>;

public sealed class FullWriter : FullWriterContract<CycloneEnvironment>;

public sealed class Matching : MatchingContract<CycloneEnvironment>;

public sealed class Discovery : DiscoveryContract<CycloneEnvironment>;

public sealed class Payload : PayloadContract<CycloneEnvironment>;

public sealed class Hostile : HostileContract<CycloneEnvironment>;

public sealed class LargeHeader : LargeHeaderContract<CycloneEnvironment>;

public sealed class Listener : ListenerContract<CycloneEnvironment>;

public sealed class Dispose : DisposeContract<CycloneEnvironment>;

public sealed class ProcessDelivery : ProcessDeliveryContract<CycloneEnvironment>;

public sealed class ProcessFailure : ProcessFailureContract<CycloneEnvironment>;

public sealed class ProcessMatching : ProcessMatchingContract<CycloneEnvironment>;

public sealed class ProcessPayload : ProcessPayloadContract<CycloneEnvironment>;

public sealed class ProcessMemory : ProcessMemoryContract<CycloneEnvironment>;
