using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

// What leaves, what is computed, if the guard lets it; and what this node itself puts.
internal sealed partial class WorkerSession
{
    private readonly Dictionary<ulong, TaskCompletionSource> _puts = [];
    private ulong _lastPut;

    /// <summary>Keeps a value of this node's own.</summary>
    /// <returns>Ends when the Centers know of it; null when there is no room.</returns>
    public Task? Put(string key, DataValue value, UInt128 digest)
    {
        var info = new ValueInfo(value.Bytes.Length, digest, value.ContentType, NextVersion());
        if (!_store.TryPut(key, value.Bytes, info)) return null;
        ulong request = ++_lastPut;
        var done = _puts[request] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Do(machine => machine.OnPut(DataAddress.Worker(_host.Id), request, key, info, _clock.Now, _actions));
        return done.Task;
    }

    private void EndPut(ulong request)
    {
        if (_puts.Remove(request, out var done)) done.TrySetResult();
    }

    private void Compute(DataAddress from, ulong request, DataEntry entry)
    {
        if (entry.Recipe is { } recipe && WhyNotUse(new(recipe.Function, entry.Key, recipe.Arguments, recipe.Needed, from.Node)) is { } why)
            Do(machine => machine.OnDenied(from, request, entry.Key, why, _clock.Now, _actions));
        else Do(machine => machine.OnCompute(from, request, entry, entry.Recipe is { } known && _options.Functions.ContainsKey(known.Function), _clock.Now, _actions));
    }

    private string? WhyNotUse(in DataUse use)
    {
        try
        {
            return _options.Guard?.RefuseUse(use);
        }
        catch (Exception error)
        {
            DataLog.Failed(_host.Logger, $"The guard of {use.Key}", error);
            return "its guard failed";
        }
    }

    private void Serve(DataAddress to, DataEntry wanted)
    {
        if (to.Role == DataRole.Center) return; // it takes no values
        if (_machine.InfoOf(wanted.Key) is not { } info) Refuse(to, wanted, DataCode.Absent);
        else if (_options.Guard is { } guard) _ = ServeGuardedAsync(guard, to, wanted, info);
        else Read(to, wanted, info);
    }

    private async Task ServeGuardedAsync(IDataGuard guard, DataAddress to, DataEntry wanted, ValueInfo info)
    {
        string? refusal;
        try
        {
            var asking = guard.RefuseReadAsync(new(wanted.Key, info.Size, info.Digest, to.Node, (long)Math.Min(wanted.Offset, long.MaxValue)));
            if (asking.IsCompletedSuccessfully)
            {
                if (asking.Result is null) Read(to, wanted, info);
                else Refuse(to, wanted, DataCode.Denied);
                return;
            }

            refusal = await asking.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            DataLog.Failed(_host.Logger, $"The guard of {wanted.Key}", error);
            refusal = "its guard failed";
        }

        _host.Loop.Post(() =>
        {
            if (refusal is not null) Refuse(to, wanted, DataCode.Denied);
            else if (_machine.InfoOf(wanted.Key) is { } now && now.IsSameValue(info)) Read(to, wanted, now);
            else Refuse(to, wanted, DataCode.Absent); // another value came meanwhile: the guard was not asked for that
        });
    }

    private void Refuse(DataAddress to, DataEntry wanted, DataCode code) =>
        _links.SendPart(to, new(DataAddress.Worker(_host.Id), wanted.Key, code, new(0, 0, "", 0)), default);
}
