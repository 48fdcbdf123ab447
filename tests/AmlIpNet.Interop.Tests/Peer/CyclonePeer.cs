using System.ComponentModel;
using System.Diagnostics;
using IOPath = System.IO.Path;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>tests/peers/cyclone with the code that idlc makes of idl/amlip.idl, by cc.</summary>
internal sealed class CyclonePeer : PeerProgram
{
    public override string Name => "Cyclone DDS 0.10.2";

    protected override string[] Flags { get; } = ["-std=gnu11", "-O1", "-Wall", "-Wextra"];

    protected override IEnumerable<string> Sources => [.. Directory.GetFiles(Folder, "*.c"), .. Directory.GetFiles(Folder, "*.h"), Idl];

    private static string Folder => IOPath.Combine(Root, "tests", "peers", "cyclone");

    private static string Idl => IOPath.Combine(Root, "idl", "amlip.idl");

    protected override string? FindMissing()
    {
        const string Remedy = "On Debian: apt-get install gcc cyclonedds-tools cyclonedds-dev";
        try
        {
            Run("idlc", ["-v"]).GetAwaiter().GetResult();
            var (exit, _) = Run("cc", ["-E", "-include", "dds/ddsi/q_radmin.h", "-x", "c", "/dev/null", "-o", "/dev/null"]).GetAwaiter().GetResult();
            return exit == 0 ? null : $"The headers of Cyclone DDS are missing, on which its peer is built. {Remedy}";
        }
        catch (Win32Exception)
        {
            return $"cc or idlc is missing, which make the Cyclone DDS peer. {Remedy}";
        }
    }

    protected override async Task Compile(string[] sources, string output)
    {
        string generated = $"{output}.idl";
        Directory.CreateDirectory(generated);
        await Check("idlc", ["-o", generated, Idl]).ConfigureAwait(false);
        string[] units = [.. sources.Where(file => file.EndsWith(".c", StringComparison.Ordinal)), IOPath.Combine(generated, "amlip.c")];
        await Check("cc", [.. Flags, "-I", Folder, "-I", generated, .. units, "-o", output, "-lddsc"]).ConfigureAwait(false);
        Directory.Delete(generated, recursive: true);
    }

    private static async Task Check(string tool, string[] arguments)
    {
        var (exit, errors) = await Run(tool, arguments).ConfigureAwait(false);
        if (exit != 0) throw new InvalidOperationException($"{tool} does not compile the peer in {Folder}:\n{errors}");
    }

    private static async Task<(int Exit, string Errors)> Run(string tool, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return (process.ExitCode, errors);
    }
}
