using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts;

/// <summary>Files that only their owner may read: keys, products, and who had what.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Opens a file to read and write it; a new one is its owner's only.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static FileStream Open(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        return new FileStream(path, options);
    }

    /// <summary>Tells of files that others may read: whoever made them so may have wanted it.</summary>
    public static void WarnOfWider(ILogger logger, params ReadOnlySpan<string?> paths)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (string? path in paths)
            if (File.Exists(path) && File.GetUnixFileMode(path) is var mode && (mode & Others) != 0) ArtifactLog.FileIsWide(logger, path, mode);
    }
}
