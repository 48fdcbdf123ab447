using AmlIpNet.Dds;

namespace AmlIpNet.Nodes.Tests;

public class InProcessJobTests : JobTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessComputingTests : ComputingTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessFailureTests : FailureTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessNativeTests : NativeTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessPartsTests : PartsTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessSharingTests : SharingTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public Task A_short_job_costs_two_messages(int servers) => CountMessagesAsync(servers);
}

public class InProcessAuctionTests : AuctionTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class AuctionInProcessJobTests : JobTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    protected override bool IsNative => false;
}

public class AuctionInProcessComputingTests : ComputingTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    protected override bool IsNative => false;
}

public class InProcessGuardianTests : GuardianTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessHealingTests : HealingTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    [Fact]
    public Task A_request_that_no_node_heard_is_closed_for_the_server_that_replied() => CloseWhatNobodyHeardAsync();
}

public class InProcessStatusTests : StatusTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessScriptingTests : ScriptingTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}
