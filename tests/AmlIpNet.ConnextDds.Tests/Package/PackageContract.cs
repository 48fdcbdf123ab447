using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;
using AmlIpNet.Dds.Contract.CrossProcess;

namespace AmlIpNet.ConnextDds.Tests.Package;

/// <summary>The contract suite on RTI's package. Hostile bytes are left out: Connext decodes what it receives by itself, and sends nothing else.</summary>
public sealed class ConnextEnvironment : ContractEnvironment
{
    public override IDdsEngine Engine { get; } = new ConnextEngine();
}

public sealed class Delivery : DeliveryContract<ConnextEnvironment>;

public sealed class LateJoiner : LateJoinerContract<ConnextEnvironment>;

public sealed class KeepLast : KeepLastContract<ConnextEnvironment>;

public sealed class FullWriter : FullWriterContract<ConnextEnvironment>;

public sealed class Matching : MatchingContract<ConnextEnvironment>;

public sealed class Discovery : DiscoveryContract<ConnextEnvironment>;

public sealed class Payload : PayloadContract<ConnextEnvironment>;

public sealed class Listener : ListenerContract<ConnextEnvironment>;

public sealed class Dispose : DisposeContract<ConnextEnvironment>;

public sealed class ProcessDelivery : ProcessDeliveryContract<ConnextEnvironment>;

public sealed class ProcessFailure : ProcessFailureContract<ConnextEnvironment>;

public sealed class ProcessMatching : ProcessMatchingContract<ConnextEnvironment>;

public sealed class ProcessPayload : ProcessPayloadContract<ConnextEnvironment>;
