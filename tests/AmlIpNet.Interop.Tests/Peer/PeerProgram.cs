using System.Security.Cryptography;
using System.Text;
using IOPath = System.IO.Path;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>
/// An independent peer, compiled on first use. The program lies in artifacts/peers under the hash of its sources and its command line, so it
/// is compiled once for each version, whichever test run comes first.
/// </summary>
internal abstract class PeerProgram
{
    private readonly Lazy<Task<string>> _path;
    private readonly Lazy<string?> _missing;

    protected PeerProgram()
    {
        _path = new(() => Task.Run(Build));
        _missing = new(() => OperatingSystem.IsLinux() ? FindMissing() : $"The peer on {Name} is built on Linux only.");
    }

    /// <summary>C++ on Fast DDS, CDR by hand: tests/peers/fastdds.</summary>
    public static PeerProgram FastDds { get; } = new FastDdsPeer();

    /// <summary>C on Cyclone DDS, types by idlc: tests/peers/cyclone.</summary>
    public static PeerProgram Cyclone { get; } = new CyclonePeer();

    /// <summary>JavaScript on RTI's connector: tests/peers/rti.</summary>
    public static PeerProgram Connext { get; } = new ConnextPeer(standIn: false);

    /// <summary>The same on what stands in for RTI's connector.</summary>
    public static PeerProgram ConnextStandIn { get; } = new ConnextPeer(standIn: true);

    /// <summary>The DDS that it is made of.</summary>
    public abstract string Name { get; }

    /// <summary>Why the peer cannot be built here, with the remedy; null when it can.</summary>
    public string? Missing => _missing.Value;

    /// <summary>The compiled program.</summary>
    public Task<string> Path => _path.Value;

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What the program is made of.</summary>
    protected abstract IEnumerable<string> Sources { get; }

    /// <summary>The words of the compiler's command line that change the program.</summary>
    protected abstract string[] Flags { get; }

    protected abstract string? FindMissing();

    protected abstract Task Compile(string[] sources, string output);

    private async Task<string> Build()
    {
        string[] sources = [.. Sources.Order(StringComparer.Ordinal)];
        string folder = IOPath.Combine(Root, "artifacts", "peers", Hash(sources));
        string program = IOPath.Combine(folder, "amlip-peer");
        if (File.Exists(program)) return program;

        Directory.CreateDirectory(folder);
        string made = IOPath.Combine(folder, $"amlip-peer.{Environment.ProcessId}");
        await Compile(sources, made).ConfigureAwait(false);
        File.Move(made, program, overwrite: true); // whole or not at all, also when two test runs compile at once
        return program;
    }

    private string Hash(IEnumerable<string> sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', Flags)));
        foreach (string file in sources) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(IOPath.Combine(folder, "AmlIpNet.sln"))) folder = IOPath.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No AmlIpNet.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
