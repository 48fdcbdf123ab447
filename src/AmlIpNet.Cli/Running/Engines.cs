using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Cli.Running;

/// <summary>The DDS engines of the commands.</summary>
internal static class Engines
{
    public const string Cyclone = "cyclone";
    public const string InProcess = "in-process";

    /// <summary>The engine of commands that meet other processes.</summary>
    public static IDdsEngine Create() => new CycloneEngine();

    public static IDdsEngine Create(string name) => name == InProcess ? InProcessEngine.Shared : Create();
}
