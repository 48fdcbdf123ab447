using System.Runtime.CompilerServices;
using AmlIpNet;

namespace Examples;

/// <summary>What is told of a job.</summary>
public sealed record TrainingView(int Id, string State, double Fraction = 0, string? Text = null, BarsLearnt? Result = null, string? SolvedBy = null, string? Error = null)
{
    public bool HasEnded => State is "solved" or "failed" or "cancelled";
}

/// <summary>One job, and who follows it.</summary>
public sealed class Training(int id, CancellationToken stopping) : IProgress<JobProgress>
{
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TrainingView View { get; private set; } = new(id, "waiting");

    public void Cancel() => _cancel.Cancel();

    /// <summary>Gets the job solved; the outcome is in the view.</summary>
    public async Task RunAsync(MainNode main, LearnBars job)
    {
        try
        {
            var options = new JobOptions { Progress = this, TimeLimit = TimeSpan.FromMinutes(10) };
            var solution = await main.RequestJobSolutionAsync<LearnBars, BarsLearnt>(job, options, _cancel.Token);
            Tell(view => view with { State = "solved", Fraction = 1, Text = null, Result = solution.Value, SolvedBy = solution.SolvedBy.ToString() });
        }
        catch (OperationCanceledException)
        {
            Tell(view => view with { State = "cancelled" });
        }
        catch (AmlIpException error)
        {
            Tell(view => view with { State = "failed", Error = error.Message });
        }
    }

    /// <summary>How it is now, and each change until it has ended; who is slow misses some.</summary>
    public async IAsyncEnumerable<TrainingView> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            TrainingView view;
            Task changed;
            lock (_lock) (view, changed) = (View, _changed.Task);
            yield return view;
            if (view.HasEnded) yield break;
            await changed.WaitAsync(cancellationToken);
        }
    }

    void IProgress<JobProgress>.Report(JobProgress progress) =>
        Tell(view => view with { State = "running", Fraction = progress.Fraction ?? view.Fraction, Text = progress.Text, SolvedBy = progress.Server.ToString() });

    private void Tell(Func<TrainingView, TrainingView> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (View.HasEnded) return;
            View = change(View);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
