using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

// Functions, on the thread pool.
internal sealed partial class WorkerSession
{
    private readonly Dictionary<string, CancellationTokenSource> _runs = [];

    private void Run(DataEntry entry)
    {
        var recipe = entry.Recipe!;
        var cancellation = new CancellationTokenSource();
        _runs[entry.Key] = cancellation;
        // What is in memory is taken at once, so that it cannot go to disk, or be deleted, in between.
        var needed = recipe.Needed.Select(key => (Key: key, Info: _store.InfoOf(key), Reading: _store.ReadAsync(key, 0, int.MaxValue))).ToArray();
        _ = Task.Run(() => RunAsync(entry.Key, recipe, needed, cancellation), CancellationToken.None);
    }

    private async Task RunAsync(
        string key, Recipe recipe, (string Key, ValueInfo? Info, ValueTask<ReadOnlyMemory<byte>?> Reading)[] needed, CancellationTokenSource cancellation)
    {
        DataValue? value = null;
        string text = "";
        UInt128 digest = 0;
        try
        {
            var values = new DataValue[needed.Length];
            for (int i = 0; i < needed.Length; i++)
            {
                if (await needed[i].Reading.ConfigureAwait(false) is not { } bytes || needed[i].Info is not { } info)
                    throw new InvalidOperationException($"it needs {needed[i].Key}, which was deleted, or could not be read from disk");
                values[i] = new DataValue(bytes, info.ContentType);
            }

            value = await _options.Functions[recipe.Function](new DataCall(key, recipe.Arguments, values), cancellation.Token).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"the function {recipe.Function} returned null");
            digest = Digests.Describe(value, 0).Digest;
        }
        catch (Exception error)
        {
            value = null;
            text = $"{recipe.Function} on {_host.Id}: {error.GetType().Name}: {error.Message}";
            if (!cancellation.IsCancellationRequested) DataLog.FunctionThrew(_host.Logger, recipe.Function, key, error);
        }

        _host.Loop.Post(() => EndRun(key, cancellation, value, digest, text));
    }

    private void EndRun(string key, CancellationTokenSource cancellation, DataValue? value, UInt128 digest, string text)
    {
        if (_isClosed) return;
        var code = DataCode.Failed;
        bool isWanted = _runs.TryGetValue(key, out var current) && current == cancellation;
        if (!isWanted) // deleted, or given up, meanwhile
        {
            Do(machine => machine.OnStopped(_clock.Now, _actions));
            return;
        }

        _runs.Remove(key);
        if (value is not null)
        {
            var info = new ValueInfo(value.Bytes.Length, digest, value.ContentType, NextVersion());
            if (_store.TryPut(key, value.Bytes, info))
            {
                Computed++;
                Do(machine => machine.OnComputed(key, info, _clock.Now, _actions));
                return;
            }

            (code, text) = (DataCode.NoRoom, $"its value has {info.Size:N0} bytes, and {_host.Id} has no room for it, in memory or on disk");
        }

        Do(machine => machine.OnFailed(key, code, text, _clock.Now, _actions));
    }

    private ulong NextVersion() => _version = Math.Max(_version + 1, (ulong)_host.Loop.Time.GetUtcNow().UtcTicks);
}
