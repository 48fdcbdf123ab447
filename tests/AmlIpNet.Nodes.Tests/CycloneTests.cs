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

public class CycloneStatusTests : StatusTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}

public class CycloneScriptingTests : ScriptingTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}
