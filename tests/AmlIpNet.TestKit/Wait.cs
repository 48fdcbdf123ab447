using System.Diagnostics;

namespace AmlIpNet.TestKit;

/// <summary>Waits with a timeout whose message names what was missing.</summary>
public static class Wait
{
    /// <summary>Long enough for a machine that is busy with other test runs.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="what">What is awaited, as it reads after "missing:".</param>
    /// <param name="timeout">By default <see cref="Timeout"/>.</param>
    /// <param name="seen">What to add to the message: what has been seen instead.</param>
    public static async Task For(Task task, string what, TimeSpan? timeout = null, Func<string>? seen = null)
    {
        try
        {
            await task.WaitAsync(timeout ?? Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (!task.IsCompleted) throw Missing(what, timeout, seen);
            await task.ConfigureAwait(false); // it came as the time was up, or the exception is its own
        }
    }

    /// <summary>Waits for a task's result.</summary>
    public static async Task<T> For<T>(Task<T> task, string what, TimeSpan? timeout = null, Func<string>? seen = null)
    {
        await For((Task)task, what, timeout, seen).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Waits for a value task's result.</summary>
    public static Task<T> For<T>(ValueTask<T> task, string what, TimeSpan? timeout = null) => For(task.AsTask(), what, timeout);

    /// <summary>Waits for a state that gives no signal, such as another process's memory, by looking every few milliseconds.
    /// For what happens in this process use <see cref="Recorder{T}"/>.</summary>
    public static async Task Until(Func<bool> condition, string what, TimeSpan? timeout = null, Func<string>? seen = null)
    {
        long start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (timeout ?? Timeout)) throw Missing(what, timeout, seen);
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }

    internal static TimeoutException Missing(string what, TimeSpan? timeout, Func<string>? seen) =>
        new($"After {(timeout ?? Timeout).TotalSeconds:0.###} s still missing: {what}.{(seen is null ? "" : $" Seen: {seen()}")}");
}
