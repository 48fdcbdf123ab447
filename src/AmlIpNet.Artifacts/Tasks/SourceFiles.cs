using System.Globalization;
using System.IO.Hashing;

namespace AmlIpNet.Artifacts;

/// <summary>A node's local data: each file's digest, as it was when the node started. A file that has changed since is not used.</summary>
internal sealed class SourceFiles
{
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);

    private SourceFiles()
    {
    }

    public IEnumerable<SourceDescription> Descriptions => _parts.Values.Select(part => new SourceDescription
    {
        Name = part.Source.Name,
        Digest = part.Digest,
        Size = part.Size,
        Replica = part.Source.IsReplica,
    });

    public static string DigestOf(ReadOnlySpan<byte> bytes) => TextOf(XxHash128.HashToUInt128(bytes));

    public static string TextOf(UInt128 digest) => digest.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Reads all files.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    public static async Task<SourceFiles> ReadAsync(IEnumerable<DataSource> sources, CancellationToken cancellationToken)
    {
        var files = new SourceFiles();
        foreach (var source in sources)
        {
            var before = new FileInfo(source.Path);
            var (size, written) = (before.Length, before.LastWriteTimeUtc);
            var hash = new XxHash128();
            await using (var file = source.Open()) await hash.AppendAsync(file, cancellationToken).ConfigureAwait(false);
            files._parts.Add(source.Name, new Part(source, TextOf(hash.GetCurrentHashAsUInt128()), size, written));
        }

        return files;
    }

    /// <summary>The source under a name, if it is still the part that a job is about.</summary>
    /// <exception cref="PartUnavailableException">It is not.</exception>
    public DataSource Get(JobTask task, string name)
    {
        if (!_parts.TryGetValue(name, out var part)) throw new PartUnavailableException($"there is no source '{name}' here");
        if (task.Parts.TryGetValue(name, out string? wanted) && wanted.Length > 0 && wanted != part.Digest)
            throw new PartUnavailableException($"the source '{name}' here is another part than the job is about");
        var now = new FileInfo(part.Source.Path);
        if (!now.Exists || now.Length != part.Size || now.LastWriteTimeUtc != part.Written)
            throw new PartUnavailableException($"the source '{name}' here ({part.Source.Path}) has changed since the node started: start it anew");
        return part.Source;
    }

    private sealed record Part(DataSource Source, string Digest, long Size, DateTime Written);
}

/// <summary>This node has not what the job is about: another one may.</summary>
internal sealed class PartUnavailableException(string message) : AmlIpException(message);
