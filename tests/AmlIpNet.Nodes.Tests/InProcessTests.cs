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

public class InProcessStatusTests : StatusTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class InProcessScriptingTests : ScriptingTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}
