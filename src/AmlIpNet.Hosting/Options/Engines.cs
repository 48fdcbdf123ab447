using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Hosting;

/// <summary>The DDS engines by their names in the configuration.</summary>
internal static class Engines
{
    public const string Cyclone = "cyclone";
    public const string InProcess = "in-process";
    public const string Connext = "connext";

    public static IDdsEngine Create(string name)
    {
        Check(name);
        return name == InProcess ? InProcessEngine.Shared : new CycloneEngine();
    }

    /// <exception cref="InvalidOptionsException">There is no such engine here.</exception>
    public static void Check(string name)
    {
        if (name is Cyclone or InProcess) return;
        throw new InvalidOptionsException(name == Connext
            ? $"The option {nameof(AmlIpOptions.Engine)} is {Connext}: RTI Connext DDS needs RTI's own libraries and licence, and its engine is not in this package. Build it, give it to the application by {nameof(AmlIpBuilder)}.{nameof(AmlIpBuilder.UseEngine)} and leave the option away; or use {Cyclone}, whose nodes meet those of Connext."
            : $"The option {nameof(AmlIpOptions.Engine)} is {(string.IsNullOrEmpty(name) ? "empty" : name)}: use {Cyclone} or {InProcess}.");
    }
}
