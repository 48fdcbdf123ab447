using System.Security.Cryptography;
using System.Text;
using AmlIpNet.TestKit;

namespace AmlIpNet.Protocol.Tests.Idl;

/// <summary>
/// The C program idl_peer with the code that idlc makes of our IDL: built once for its sources and its tools, in a folder that is named by their
/// hash.
/// </summary>
internal static class IdlPeer
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);
    private static readonly string[] s_sources = ["amlip.idl", "amlipnet.idl", "variants.idl", "fields.h", "native.h", "dataspace.h", "idl_peer.c"];
    private static readonly Lazy<Task<string>> s_program = new(BuildAsync);

    /// <summary>Sends the lines, in one run of the program, and returns its answers, one for each.</summary>
    public static async Task<string[]> AskAsync(IReadOnlyList<string> lines)
    {
        await using var peer = ChildProcess.Start(await s_program.Value, []);
        foreach (string line in lines) await peer.Input.WriteLineAsync(line);
        peer.Input.Close();
        Assert.True(await peer.WaitForExitAsync(s_timeout) == 0, peer.Errors);
        var answers = new List<string>();
        await foreach (string line in peer.ReadLinesAsync()) answers.Add(line.TrimEnd());
        Assert.Equal(lines.Count, answers.Count);
        return [.. answers];
    }

    private static async Task<string> BuildAsync()
    {
        string sources = Path.Combine(AppContext.BaseDirectory, "idl");
        string home = Path.Combine(AppContext.BaseDirectory, "idl-peer", await HashAsync(sources));
        string program = Path.Combine(home, "idl_peer");
        if (File.Exists(program)) return program;

        // Built apart and then renamed: two test runs side by side never see half a program.
        string work = $"{home}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(work);
        foreach (string file in s_sources) File.Copy(Path.Combine(sources, file), Path.Combine(work, file));
        foreach (string idl in s_sources.Where(file => file.EndsWith(".idl", StringComparison.Ordinal)))
            await RunAsync("idlc", ["-I", work, "-o", work, Path.Combine(work, idl)]);
        await RunAsync("cc", ["-std=gnu11", "-Wall", "-Wextra", "-O1", "-I", work, "-o", Path.Combine(work, "idl_peer"),
            .. new[] { "amlip.c", "amlipnet.c", "variants.c", "idl_peer.c" }.Select(file => Path.Combine(work, file)), "-lddsc"]);
        try
        {
            Directory.Move(work, home);
        }
        catch (IOException) when (File.Exists(program))
        {
            Directory.Delete(work, recursive: true); // Another run was first.
        }

        return program;
    }

    private static async Task<string> HashAsync(string sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in s_sources) hash.AppendData(await File.ReadAllBytesAsync(Path.Combine(sources, file)));
        foreach (string tool in new[] { await RunAsync("idlc", ["-v"]), await RunAsync("cc", ["--version"]) }) hash.AppendData(Encoding.UTF8.GetBytes(tool));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static async Task<string> RunAsync(string tool, IEnumerable<string> arguments)
    {
        await using var process = ChildProcess.Start(tool, arguments);
        int code = await process.WaitForExitAsync(s_timeout);
        Assert.True(code == 0, $"{tool} ended with {code}: {process.Errors}");
        var output = new StringBuilder();
        await foreach (string line in process.ReadLinesAsync()) output.AppendLine(line);
        return output.ToString();
    }
}
