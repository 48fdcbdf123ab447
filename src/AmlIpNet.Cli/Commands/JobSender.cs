using System.Diagnostics;

namespace AmlIpNet.Cli.Commands;

/// <summary>Sends jobs and tells on standard error what became of each.</summary>
/// <param name="main">The node that sends them.</param>
/// <param name="options">What is asked of each.</param>
/// <param name="domain">The node's domain, for hints.</param>
internal sealed class JobSender(MainNode main, JobOptions options, int domain) : IProgress<JobProgress>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private int _solved;
    private int _hinted;

    /// <summary>Called with each line that tells of a job; by default it goes to standard error.</summary>
    public Action<string> Tell { get; init; } = line => Console.Error.WriteLine(SafeText.OfLines(line));

    /// <summary>Called with each line that tells of a solution; by default as <see cref="Tell"/>.</summary>
    public Action<string>? TellSolved { get; init; }

    /// <returns>The solution, or null when the job failed or its time was up.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<Solution?> SendAsync(Job job, string what, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var hint = new Timer(_ => Hint(), null, s_patience, Timeout.InfiniteTimeSpan);
        try
        {
            var solution = await main.RequestJobSolutionAsync(job, options with { Progress = this }, cancellationToken);
            Interlocked.Increment(ref _solved);
            (TellSolved ?? Tell)($"{what}: solved by {solution.SolvedBy}, task {solution.TaskId}, {solution.Payload.Length:N0} bytes, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms");
            return solution;
        }
        catch (JobTimedOutException error) when (error.Attempts.Count == 0)
        {
            Tell($"{what}: no solution in {options.TimeLimit?.TotalSeconds:0.###} s. Is a Computing node free on domain {domain}? `amlip status` shows them; --timeout gives more time.");
            return null;
        }
        catch (Exception error) when (error is AmlIpException and not NodeClosedException)
        {
            Tell($"{what}: {error.Message}");
            return null;
        }
    }

    /// <summary>A node has it: that one is missing need not be said.</summary>
    void IProgress<JobProgress>.Report(JobProgress value)
    {
        Volatile.Write(ref _hinted, 1);
        options.Progress?.Report(value);
    }

    private void Hint()
    {
        if (Volatile.Read(ref _solved) > 0 || Interlocked.Exchange(ref _hinted, 1) != 0) return;
        Tell($"Still waiting for a Computing node on domain {domain}: start one with `amlip compute`, with the same network options as here.");
    }
}
