namespace AmlIpNet.Hosting.TestPeer;

internal sealed record Question(string Text, int Milliseconds);

internal sealed record Answer(string Text, int ProcessId);

/// <summary>Shouts a text back, after a while.</summary>
internal sealed class Handler : IJobHandler<Question, Answer>
{
    public async ValueTask<Answer> SolveAsync(Job<Question> job, CancellationToken cancellationToken)
    {
        Console.WriteLine($"started {job.Value.Text}");
        await Task.Delay(job.Value.Milliseconds, cancellationToken);
        Console.WriteLine($"solved {job.Value.Text}");
        return new Answer(job.Value.Text.ToUpperInvariant(), Environment.ProcessId);
    }
}
