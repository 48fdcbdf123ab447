using System.Diagnostics;

namespace AmlIpNet.Cli.Processes;

/// <summary>How to start this program once more: as its own executable, or by <c>dotnet amlip.dll</c>, as it was started.</summary>
internal static class Self
{
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var byHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, byHost ? [Path.Combine(AppContext.BaseDirectory, "amlip.dll"), .. arguments] : arguments);
    }
}
