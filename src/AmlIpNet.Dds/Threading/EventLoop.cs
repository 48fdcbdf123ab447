using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmlIpNet.Dds;

/// <summary>Something that the loop runs: a reader with samples, a status that changed, a command.</summary>
public interface ILoopItem
{
    /// <summary>Called on the loop, one item at a time.</summary>
    void Run();

    /// <summary>Called once instead of <see cref="Run"/>, on any thread, when the loop stopped first. For items that somebody waits for.</summary>
    void Dropped() { }
}

/// <summary>
/// Runs a participant's events one after the other on the thread pool: no two at a time, in the order in which they were
/// posted. State that is only touched here needs no lock. An item must not wait; one that throws is logged and the loop goes on.
/// </summary>
public sealed partial class EventLoop : IThreadPoolWorkItem
{
    private const int BatchSize = 256;
    private readonly ConcurrentQueue<ILoopItem> _items = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _scheduled;
    private volatile bool _stopping;
    private volatile int _threadId;

    /// <summary>Creates a loop; it takes a pool thread only while it has something to run.</summary>
    public EventLoop(TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        _time = time ?? TimeProvider.System;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<EventLoop>();
    }

    /// <summary>Where the loop's timers get their time from.</summary>
    public TimeProvider Time => _time;

    /// <summary>Whether the caller runs on this loop right now.</summary>
    public bool IsCurrent => _threadId == Environment.CurrentManagedThreadId;

    /// <summary>Completes when the loop has ended: what was posted and had not run by then never will.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Whether <see cref="StopAsync"/> has been called.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Runs an item soon. Posted to a stopping loop it is dropped.</summary>
    /// <returns>False when the loop is stopping and the item will not run. True is no promise: the loop may stop first, and tell it (<see cref="ILoopItem.Dropped"/>).</returns>
    public bool Post(ILoopItem item)
    {
        if (_stopping) return false;
        _items.Enqueue(item);
        Schedule();
        if (_stopped.Task.IsCompleted) DropAll(); // the loop may have looked at the queue for the last time before
        return true;
    }

    /// <summary>Runs an action soon; all as for an item.</summary>
    public bool Post(Action action) => Post(new ActionItem(action));

    /// <summary>Creates a timer that runs <paramref name="callback"/> on the loop. It is not armed yet.</summary>
    public LoopTimer CreateTimer(Action callback) => new(this, callback);

    /// <summary>Ends the loop: what has been posted and not run is dropped. When this completes nothing runs on the loop any more. The item
    /// that runs now is awaited. Stopping again waits for the same end.</summary>
    /// <exception cref="InvalidOperationException">Called on the loop itself, which could never end.</exception>
    public Task StopAsync()
    {
        if (IsCurrent) throw new InvalidOperationException("A participant cannot be disposed from one of its own callbacks: dispose it from another task.");
        _stopping = true;
        Schedule();
        return _stopped.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        _threadId = Environment.CurrentManagedThreadId;
        for (int i = 0; i < BatchSize && !_stopping && _items.TryDequeue(out var item); i++)
        {
            try
            {
                item.Run();
            }
            catch (Exception error)
            {
                LogItemFailed(error);
            }
        }

        _threadId = 0;
        if (_stopping)
        {
            DropAll();
            _stopped.TrySetResult();
            DropAll(); // whoever posts from here on sees that it has stopped
            return; // stays scheduled: nothing runs again
        }

        // A full fence: whoever posts or stops after the look at the queue below must find 0 here, and schedule.
        Interlocked.Exchange(ref _scheduled, 0);
        if (!_items.IsEmpty || _stopping) Schedule();
    }

    private void DropAll()
    {
        while (_items.TryDequeue(out var item))
        {
            try
            {
                item.Dropped();
            }
            catch (Exception error)
            {
                LogItemFailed(error);
            }
        }
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "An event of this participant failed; the loop goes on. Please report it with the stack trace.")]
    private partial void LogItemFailed(Exception error);

    private sealed class ActionItem(Action action) : ILoopItem
    {
        public void Run() => action();
    }
}
