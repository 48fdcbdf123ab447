using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet;

/// <summary>The DDS engines by name, for programs that let their users choose: <c>MainNode.Create(DdsEngines.Create("connext"), options)</c>.</summary>
public static class DdsEngines
{
    /// <summary>Eclipse Cyclone DDS, the default.</summary>
    public const string Cyclone = "cyclone";

    /// <summary>RTI Connext DDS, which is there where AmlIpNet.ConnextDds was built with RTI's package.</summary>
    public const string Connext = "connext";

    /// <summary>Nodes of one process only, without a network.</summary>
    public const string InProcess = "in-process";

    /// <summary>Creates an engine, or gives the one that a process shares.</summary>
    /// <exception cref="InvalidOptionsException">There is no engine of that name.</exception>
    /// <exception cref="EngineUnavailableException">It is not here: the message says how to get it.</exception>
    public static IDdsEngine Create(string name) => name switch
    {
        Cyclone => new CycloneEngine(),
        Connext => CreateConnext(),
        InProcess => InProcessEngine.Shared,
        _ => throw new InvalidOptionsException($"There is no engine '{name}': use {Cyclone}, {Connext} or {InProcess}."),
    };

    // By name: who has no licence of RTI's has no assembly either, and nothing here depends on it.
    private static IDdsEngine CreateConnext() => Type.GetType("AmlIpNet.ConnextDds.ConnextEngine, AmlIpNet.ConnextDds") is { } type
        ? (IDdsEngine)Activator.CreateInstance(type)!
        : throw new EngineUnavailableException(
            $"The engine {Connext} is not here: the assembly AmlIpNet.ConnextDds is not beside this program. With RTI's package and licence build the program with "
            + $"-p:UseRtiConnext=true (docs/CONNEXT.md), or use the engine {Cyclone}, whose nodes meet Connext's.");
}
