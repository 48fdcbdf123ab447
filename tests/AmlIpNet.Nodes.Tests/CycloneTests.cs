using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Nodes.Tests;

public class CycloneJobTests : JobTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneComputingTests : ComputingTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneFailureTests : FailureTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneNativeTests : NativeTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CyclonePartsTests : PartsTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneSharingTests : SharingTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public Task A_short_job_costs_two_messages(int servers) => CountMessagesAsync(servers);
}

public class CycloneAuctionTests : AuctionTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class AuctionCycloneJobTests : JobTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();

    protected override bool IsNative => false;
}

public class AuctionCycloneComputingTests : ComputingTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();

    protected override bool IsNative => false;
}

public class CycloneGuardianTests : GuardianTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneHealingTests : HealingTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneStatusTests : StatusTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneScriptingTests : ScriptingTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}
