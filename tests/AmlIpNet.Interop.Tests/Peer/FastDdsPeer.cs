using System.ComponentModel;
using System.Diagnostics;
using IOPath = System.IO.Path;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>tests/peers/fastdds, by g++.</summary>
internal sealed class FastDdsPeer : PeerProgram
{
    private static readonly string[] s_libraries = ["-lfastrtps", "-lfastcdr"];

    public override string Name => "Fast DDS 2.9.1";

    protected override string[] Flags { get; } = ["-std=c++17", "-O1", "-Wall", "-Wextra"];

    protected override IEnumerable<string> Sources => Directory.GetFiles(Folder, "*.cpp").Concat(Directory.GetFiles(Folder, "*.hpp"));

    private static string Folder => IOPath.Combine(Root, "tests", "peers", "fastdds");

    protected override string? FindMissing()
    {
        const string Remedy = "On Debian: apt-get install g++ libfastrtps-dev";
        try
        {
            var (exit, _) = RunCompiler(["-E", "-x", "c++", "-", "-o", "/dev/null"], ["fastrtps/fastrtps_dll.h"]).GetAwaiter().GetResult();
            return exit == 0 ? null : $"The headers of Fast DDS 2 are missing, on which the independent peer is built. {Remedy}";
        }
        catch (Win32Exception)
        {
            return $"g++ is missing, which compiles the Fast DDS peer. {Remedy}";
        }
    }

    protected override async Task Compile(string[] sources, string output)
    {
        string[] units = [.. sources.Where(file => file.EndsWith(".cpp", StringComparison.Ordinal))];
        var (exit, errors) = await RunCompiler([.. Flags, "-I", Folder, "-x", "c++", "-", "-o", output, .. s_libraries], units).ConfigureAwait(false);
        if (exit != 0) throw new InvalidOperationException($"g++ does not compile the peer in {Folder}:\n{errors}");
    }

    /// <summary>Compiles one translation unit that includes the files: Fast DDS's headers are read once instead of for each source.</summary>
    private static async Task<(int Exit, string Errors)> RunCompiler(IEnumerable<string> arguments, IEnumerable<string> files)
    {
        var start = new ProcessStartInfo("g++", arguments) { RedirectStandardInput = true, RedirectStandardError = true };
        using var compiler = Process.Start(start)!;
        var errors = compiler.StandardError.ReadToEndAsync();
        foreach (string file in files) await compiler.StandardInput.WriteLineAsync($"#include \"{file}\"").ConfigureAwait(false);
        compiler.StandardInput.Close();
        string text = await errors.ConfigureAwait(false);
        await compiler.WaitForExitAsync().ConfigureAwait(false);
        return (compiler.ExitCode, text);
    }
}
