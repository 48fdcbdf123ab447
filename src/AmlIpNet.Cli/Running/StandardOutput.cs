using Microsoft.Win32.SafeHandles;

namespace AmlIpNet.Cli.Running;

/// <summary>Standard output for bytes and lines that other programs read. Unlike the console's stream it tells when nobody reads any
/// more, so that a command in a pipe ends with the one behind it.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32; // EPIPE
    private static readonly Lazy<Stream> s_stream = new(Open);
    private static readonly Lazy<TextWriter> s_lines = new(() => TextWriter.Synchronized(new StreamWriter(s_stream.Value) { AutoFlush = true }));

    /// <summary>The bytes.</summary>
    public static Stream Stream => s_stream.Value;

    /// <summary>The lines, each written at once.</summary>
    public static TextWriter Lines => s_lines.Value;

    /// <summary>Whether the error says that the reader has gone.</summary>
    public static bool IsClosed(Exception error) => error is IOException { HResult: BrokenPipe };

    private static Stream Open()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file has no reader that could go away; and a FileStream would write where it believes the end to be, without telling the
        // other programs of a script that share the file.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
