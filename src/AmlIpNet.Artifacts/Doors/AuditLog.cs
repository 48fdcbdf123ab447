using System.Text.Json;

namespace AmlIpNet.Artifacts;

/// <summary>Who had which resource, or wanted it: a file of JSON, one line for each. A line is on disk before the bytes leave; when it cannot be written they
/// do not. Nodes may share a file, also those of other processes: whoever writes a line has the lock file beside it. Safe to use from any thread.</summary>
internal sealed class AuditLog : IDisposable
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10); // a line takes some milliseconds
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly NodeId _node;
    private readonly string _lock;

    /// <exception cref="ArtifactStoreException">The file cannot be written.</exception>
    public AuditLog(string path, NodeId node, TimeProvider time)
    {
        (_node, _time, _lock) = (node, time, $"{path}.lock");
        try
        {
            _file = PrivateFile.Open(path, FileShare.ReadWrite);
            using (Lock()) Path = path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw new ArtifactStoreException($"The audit log {path} cannot be written: {error.Message} Name another file, or make its folder writable.", error);
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Writes a line, and sees to it that it is on disk.</summary>
    public void Write(string what, in DataRead read)
    {
        using var bytes = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(bytes, s_plain))
        {
            json.WriteStartObject();
            json.WriteString("time", _time.GetUtcNow().ToString("O"));
            json.WriteString("event", what);
            json.WriteString("resource", read.Key);
            json.WriteString("reader", $"{read.Reader}");
            json.WriteString("node", $"{_node}");
            json.WriteNumber("size", read.Size);
            json.WriteString("digest", SourceFiles.TextOf(read.Digest));
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        lock (_file)
        {
            using var alone = Lock();
            EndLine();
            _file.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        lock (_file) _file.Dispose();
    }

    // Others write at the end too, and somebody may have cut the file. A node that was killed may have left half a line there.
    private void EndLine()
    {
        if (_file.Seek(0, SeekOrigin.End) == 0) return;
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n') _file.WriteByte((byte)'\n');
    }

    /// <summary>Only one has the lock file open at a time; the system closes it for a process that dies.</summary>
    private FileStream Lock()
    {
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                return PrivateFile.Open(_lock, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 - start < s_patience.TotalMilliseconds && File.Exists(_lock))
            {
                Thread.Sleep(1);
            }
        }
    }
}
