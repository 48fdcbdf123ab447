using System.Collections.Concurrent;
using AmlIpNet;

namespace Examples;

/// <summary>The jobs of this application: those under way, and the last ones that have ended.</summary>
public sealed class TrainingDesk(MainNode main, IHostApplicationLifetime lifetime)
{
    public const int MaxRunning = 100;
    private const int MaxKept = 1_000;

    private readonly ConcurrentDictionary<int, Training> _trainings = [];
    private int _last;
    private int _running;

    /// <summary>Sends a job.</summary>
    /// <returns>Null when too many are under way.</returns>
    public Training? Start(LearnBars job)
    {
        if (Interlocked.Increment(ref _running) > MaxRunning)
        {
            Interlocked.Decrement(ref _running);
            return null;
        }

        var training = new Training(Interlocked.Increment(ref _last), lifetime.ApplicationStopping);
        _trainings[training.View.Id] = training;
        if (_trainings.TryGetValue(training.View.Id - MaxKept, out var old) && old.View.HasEnded) _trainings.TryRemove(old.View.Id, out _);
        _ = RunAsync(training, job);
        return training;
    }

    public Training? Find(int id) => _trainings.GetValueOrDefault(id);

    private async Task RunAsync(Training training, LearnBars job)
    {
        await training.RunAsync(main, job);
        Interlocked.Decrement(ref _running);
    }
}
