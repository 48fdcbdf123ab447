using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Cli.Running;

/// <summary>The DDS engine of the commands.</summary>
internal static class Engines
{
    public static IDdsEngine Create() => new CycloneEngine();
}
