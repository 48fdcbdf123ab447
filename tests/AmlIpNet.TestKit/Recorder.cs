namespace AmlIpNet.TestKit;

/// <summary>Records what happens, in order and from any thread, and wakes those who wait for it.</summary>
public sealed class Recorder<T>
{
    private readonly Lock _lock = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>How many items there are now.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _items.Count;
        }
    }

    /// <summary>A copy of what has happened so far.</summary>
    public T[] Items
    {
        get
        {
            lock (_lock) return [.. _items];
        }
    }

    /// <summary>Records an item.</summary>
    public void Add(T item)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _items.Add(item);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>Waits until <paramref name="condition"/> holds for what has been recorded.</summary>
    /// <returns>What has been recorded by then.</returns>
    public async Task<T[]> WaitFor(Func<T[], bool> condition, string what, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? Wait.Timeout);
        while (true)
        {
            Task changed;
            T[] items;
            lock (_lock)
            {
                changed = _changed.Task;
                items = [.. _items];
            }

            if (condition(items)) return items;
            try
            {
                await changed.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw Wait.Missing(what, timeout, Describe);
            }
        }
    }

    /// <summary>Waits until at least <paramref name="count"/> items have been recorded.</summary>
    public async Task<T[]> WaitForCount(int count, string what, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? Wait.Timeout);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_items.Count >= count) return [.. _items];
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw Wait.Missing($"{what} ({count} of them)", timeout, Describe);
            }
        }
    }

    /// <summary>Waits until one item fits.</summary>
    /// <returns>The first that does.</returns>
    public async Task<T> WaitForOne(Predicate<T> fits, string what, TimeSpan? timeout = null) =>
        Array.Find(await WaitFor(items => Array.Exists(items, fits), what, timeout).ConfigureAwait(false), fits)!;

    private string Describe()
    {
        var items = Items;
        string last = string.Join("; ", items.TakeLast(10));
        return items.Length > 10 ? $"{items.Length} items, the last ten: {last}" : $"{items.Length} items: {last}";
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
