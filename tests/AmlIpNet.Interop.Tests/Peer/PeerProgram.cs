using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using IOPath = System.IO.Path;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>
/// The independent peer, tests/peers/fastdds, compiled on first use. The program lies in artifacts/peers under the hash of its
/// sources and its command line, so it is compiled once for each version, whichever test run comes first.
/// </summary>
internal static class PeerProgram
{
    private static readonly string[] s_flags = ["-std=c++17", "-O1", "-Wall", "-Wextra"];
    private static readonly string[] s_libraries = ["-lfastrtps", "-lfastcdr"];
    private static readonly Lazy<Task<string>> s_path = new(() => Task.Run(Build));

    /// <summary>Why the peer cannot be built here, with the remedy; null when it can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>The compiled program.</summary>
    public static Task<string> Path => s_path.Value;

    private static string Root { get; } = FindRoot();

    private static string? FindMissing()
    {
        const string Remedy = "On Debian: apt-get install g++ libfastrtps-dev";
        if (!OperatingSystem.IsLinux()) return "The Fast DDS peer is built on Linux only.";
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

    private static async Task<string> Build()
    {
        string sources = IOPath.Combine(Root, "tests", "peers", "fastdds");
        string[] files = [.. Directory.GetFiles(sources, "*.cpp").Concat(Directory.GetFiles(sources, "*.hpp")).Order(StringComparer.Ordinal)];
        string folder = IOPath.Combine(Root, "artifacts", "peers", Hash(files));
        string program = IOPath.Combine(folder, "amlip-peer");
        if (File.Exists(program)) return program;

        Directory.CreateDirectory(folder);
        string made = IOPath.Combine(folder, $"amlip-peer.{Environment.ProcessId}");
        await Compile(sources, files.Where(file => file.EndsWith(".cpp", StringComparison.Ordinal)), made).ConfigureAwait(false);
        File.Move(made, program, overwrite: true); // whole or not at all, also when two test runs compile at once
        return program;
    }

    private static async Task Compile(string includes, IEnumerable<string> sources, string output)
    {
        var (exit, errors) = await RunCompiler([.. s_flags, "-I", includes, "-x", "c++", "-", "-o", output, .. s_libraries], sources).ConfigureAwait(false);
        if (exit != 0) throw new InvalidOperationException($"g++ does not compile the peer in {includes}:\n{errors}");
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

    private static string Hash(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', [.. s_flags, .. s_libraries])));
        foreach (string file in files) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(IOPath.Combine(folder, "AmlIpNet.sln"))) folder = IOPath.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No AmlIpNet.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
