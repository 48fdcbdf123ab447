namespace AmlIpNet.Hosting.TestPeer;

internal sealed record Question(string Text, int Milliseconds);

internal sealed record Answer(string Text, int ProcessId);

/// <summary>Opens with the next line of the input.</summary>
internal sealed class Gate : TaskCompletionSource
{
    public Gate() : base(TaskCreationOptions.RunContinuationsAsynchronously) { }
}

/// <summary>Shouts a text back, after a while; without a time, when the gate opens.</summary>
internal sealed class Handler(Gate gate) : IJobHandler<Question, Answer>
{
    public async ValueTask<Answer> SolveAsync(Job<Question> job, CancellationToken cancellationToken)
    {
        Console.WriteLine($"started {job.Value.Text}");
        if (job.Value.Milliseconds < 0) await gate.Task.WaitAsync(cancellationToken);
        else await Task.Delay(job.Value.Milliseconds, cancellationToken);
        Console.WriteLine($"solved {job.Value.Text}");
        return new Answer(job.Value.Text.ToUpperInvariant(), Environment.ProcessId);
    }
}

/// <summary>Shouts the needed values back.</summary>
internal sealed class Shout : IDataFunction
{
    public ValueTask<DataValue> ComputeAsync(DataCall call, CancellationToken cancellationToken) =>
        new(DataValue.From(string.Join(' ', call.Needed.Select(value => value.To<string>()!.ToUpperInvariant()))));
}
