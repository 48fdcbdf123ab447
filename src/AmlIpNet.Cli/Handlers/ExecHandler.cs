namespace AmlIpNet.Cli.Handlers;

/// <summary>Solves jobs with a shell command: the job's bytes are its input, its output is the solution.</summary>
internal sealed class ExecHandler(string command, int maxSolutionBytes) : IJobHandler, IDisposable
{
    private readonly ExecCommand _command = new(command, maxSolutionBytes);

    /// <exception cref="ExecFailedException">The command failed, or its output is above the limit.</exception>
    public async ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] variables = [new("AMLIP_CLIENT", job.Client.ToString()), new("AMLIP_TASK", job.TaskId.ToString())];
        var words = new LastWords($"{job.Client} task {job.TaskId}", job.ReportProgress);
        return Solution.FromMemory(await _command.RunAsync(job.Payload, variables, words, null, cancellationToken));
    }

    public void Dispose() => _command.Dispose();
}
