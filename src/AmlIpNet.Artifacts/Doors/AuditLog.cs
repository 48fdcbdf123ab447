using System.Text.Json;

namespace AmlIpNet.Artifacts;

/// <summary>Who had which resource, or wanted it: a file of JSON, one line for each. A line is on disk before the bytes leave; when it cannot be written they
/// do not. Safe to use from any thread.</summary>
internal sealed class AuditLog : IDisposable
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly NodeId _node;

    /// <exception cref="ArtifactStoreException">The file cannot be written.</exception>
    public AuditLog(string path, NodeId node, TimeProvider time)
    {
        (_node, _time) = (node, time);
        try
        {
            _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactStoreException($"The audit log {path} cannot be written: {error.Message} Name another file, or make its folder writable.", error);
        }
    }

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
            _file.Seek(0, SeekOrigin.End); // somebody may have cut the file
            _file.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        lock (_file) _file.Dispose();
    }
}
