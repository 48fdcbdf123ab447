using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>A folder of which every file is a job; the solution of NAME is written to NAME.solution.</summary>
internal sealed class JobFolder
{
    private const string Extension = ".solution";

    private readonly IReadOnlyList<string> _files;
    private int _solved;
    private int _failed;

    private JobFolder(IReadOnlyList<string> files) => _files = files;

    /// <exception cref="BadInputException">The folder cannot be read, or has no files.</exception>
    public static JobFolder Open(string path)
    {
        try
        {
            var files = Directory.GetFiles(path).Where(IsJob).Order(StringComparer.Ordinal).ToArray();
            return files.Length > 0 ? new JobFolder(files) : throw new BadInputException($"The folder {path} has no files to send: put each job in a file of its own.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The folder {path} cannot be read ({error.Message.TrimEnd('.')}): give --many a readable folder.", error);
        }

        static bool IsJob(string file) => !Path.GetFileName(file).StartsWith('.') && !file.EndsWith(Extension, StringComparison.Ordinal) && !file.EndsWith(Extension + ".part", StringComparison.Ordinal);
    }

    /// <returns>Whether every job was solved and its solution written.</returns>
    public async Task<bool> SendAsync(MainNode main, int jobsAtATime, JobOptions options, NetworkOptions network, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(() => $"{_solved + _failed:N0} of {_files.Count:N0} jobs done, {_failed:N0} failed");
        var sender = new JobSender(main, options, network.Domain) { Tell = progress.WriteLine };
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = jobsAtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_files, parallel, async (file, token) =>
        {
            if (await TrySolveAsync(sender, file, network.MaxPayloadBytes, progress, token)) Interlocked.Increment(ref _solved);
            else Interlocked.Increment(ref _failed);
            progress.Update();
        });
        progress.WriteLine($"{_solved:N0} of {_files.Count:N0} jobs solved, {_failed:N0} failed.");
        return _failed == 0;
    }

    private static async Task<bool> TrySolveAsync(JobSender sender, string file, int limit, ProgressLine progress, CancellationToken cancellationToken)
    {
        try
        {
            var job = Job.FromMemory(await JobFile.ReadAsync(file, limit, cancellationToken));
            if (await sender.SendAsync(job, Path.GetFileName(file), cancellationToken) is not { } solution) return false;
            // Whoever finds NAME.solution finds all of it.
            var part = $"{file}{Extension}.part";
            await using (var stream = File.Create(part)) await stream.WriteAsync(solution.Payload, cancellationToken);
            File.Move(part, file + Extension, overwrite: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadInputException)
        {
            progress.WriteLine($"{Path.GetFileName(file)}: {error.Message}");
            return false;
        }
    }
}
