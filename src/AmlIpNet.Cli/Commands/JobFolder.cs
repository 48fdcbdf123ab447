using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>A folder of which every file is a job; the solution of NAME is written to NAME.solution.</summary>
internal sealed class JobFolder
{
    private const string Extension = ".solution";
    private const string Unfinished = Extension + ".part";

    private readonly int _there;
    private int _solved;
    private int _failed;

    private JobFolder(IReadOnlyList<string> files, int there)
    {
        Files = files;
        _there = there;
    }

    /// <summary>The jobs to send.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>What became of them.</summary>
    public string Summary => $"{_solved:N0} of {Files.Count:N0} jobs solved, {_failed:N0} failed{(_there == 0 ? "" : $"; {_there:N0} had a solution already (--force sends them again)")}.";

    /// <param name="path">The folder.</param>
    /// <param name="force">Whether jobs that have a solution are sent too.</param>
    /// <exception cref="BadInputException">The folder cannot be read, or has no jobs.</exception>
    public static JobFolder Open(string path, bool force)
    {
        try
        {
            string[] jobs = [.. Directory.GetFiles(path).Where(IsJob).Order(StringComparer.Ordinal)];
            if (jobs.Length == 0) throw new BadInputException($"The folder {path} has no files to send: put each job in a file of its own.");
            string[] files = force ? jobs : [.. jobs.Where(job => !File.Exists(job + Extension))];
            return new JobFolder(files, jobs.Length - files.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The folder {path} cannot be read ({error.Message.TrimEnd('.')}): give --many a readable folder.", error);
        }

        static bool IsJob(string file) => !Path.GetFileName(file).StartsWith('.') && !file.EndsWith(Extension, StringComparison.Ordinal) && !file.EndsWith(Unfinished, StringComparison.Ordinal);
    }

    /// <returns>Whether every job was solved and its solution written.</returns>
    public async Task<bool> SendAsync(MainNode main, int jobsAtATime, JobOptions options, NetworkOptions network, CancellationToken cancellationToken)
    {
        try
        {
            await using var view = ManyView.Create(Files.Count);
            var sender = new JobSender(main, options, network.Domain) { Tell = view.Tell, TellSolved = view.TellSolved };
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = jobsAtATime, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Files, parallel, async (file, token) =>
            {
                if (await TrySolveAsync(sender, file, network.MaxPayloadBytes, view, token)) Interlocked.Increment(ref _solved);
                else Interlocked.Increment(ref _failed);
                view.Show(Volatile.Read(ref _solved), Volatile.Read(ref _failed));
            });
        }
        finally
        {
            Console.Error.WriteLine(Summary); // after Ctrl-C, too: the same command goes on from there
        }

        return _failed == 0;
    }

    private static async Task<bool> TrySolveAsync(JobSender sender, string file, int limit, ManyView view, CancellationToken cancellationToken)
    {
        try
        {
            var job = Job.FromMemory(await JobFile.ReadAsync(file, limit, cancellationToken));
            if (await sender.SendAsync(job, Path.GetFileName(file), cancellationToken) is not { } solution) return false;
            await WriteAsync(file, solution, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadInputException)
        {
            view.Tell($"{Path.GetFileName(file)}: {error.Message}");
            return false;
        }
    }

    /// <summary>Whoever finds NAME.solution finds all of it.</summary>
    private static async Task WriteAsync(string file, Solution solution, CancellationToken cancellationToken)
    {
        string part = file + Unfinished;
        try
        {
            await using (var stream = File.Create(part)) await stream.WriteAsync(solution.Payload, cancellationToken);
            File.Move(part, file + Extension, overwrite: true);
        }
        catch
        {
            File.Delete(part); // which says nothing when it is not there
            throw;
        }
    }
}
