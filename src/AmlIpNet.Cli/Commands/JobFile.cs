using AmlIpNet.Cli.Handlers;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>Reads the bytes of a job.</summary>
internal static class JobFile
{
    /// <param name="path">A file, or - for standard input.</param>
    /// <param name="limit">The largest job in bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BadInputException">The file cannot be read, or is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, int limit, CancellationToken cancellationToken)
    {
        try
        {
            if (path == "-") return await ReadInputAsync(limit, cancellationToken);
            if (Directory.Exists(path)) throw new BadInputException($"{path} is a folder: send all of its files with --many {path}.");
            if (new FileInfo(path) is { Exists: true } info && info.Length > limit) throw TooLarge(path, limit);
            await using var file = File.OpenRead(path); // of no known length, perhaps: a pipe, a device
            return await BoundedOutput.ReadAsync(file, limit, cancellationToken);
        }
        catch (ExecFailedException)
        {
            throw TooLarge(path, limit);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The file {path} cannot be read ({error.Message.TrimEnd('.')}): give the path of a readable file, or - for standard input.", error);
        }
    }

    // A read of the console cannot be cancelled: it is left behind.
    private static async Task<ReadOnlyMemory<byte>> ReadInputAsync(int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => BoundedOutput.ReadAsync(Console.OpenStandardInput(), limit, CancellationToken.None), CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (ExecFailedException)
        {
            throw TooLarge("standard input", limit);
        }
    }

    private static BadInputException TooLarge(string what, int limit) =>
        new($"{what} has more than {limit:N0} bytes, the largest job: raise --max-payload on every node, or send less.");
}
