using AmlIpNet.DataSpace;
using AmlIpNet.Protocol;

namespace AmlIpNet;

// Values in and out.
public sealed partial class DataSpaceClient
{
    /// <summary>Puts one value at a worker, which the Center's list of workers and their slots decides.</summary>
    /// <returns>The worker that has it.</returns>
    /// <inheritdoc cref="ScatterAsync" path="/exception"/>
    public async Task<NodeId> PutAsync(string key, DataValue value, CancellationToken cancellationToken = default)
    {
        var places = await ScatterAsync([new(key, value)], cancellationToken).ConfigureAwait(false);
        return places[key];
    }

    /// <summary>Puts what the client's serializer makes of a value.</summary>
    /// <returns>The worker that has it.</returns>
    /// <exception cref="InvalidPayloadException">It cannot be written.</exception>
    public Task<NodeId> PutAsync<T>(string key, T value, CancellationToken cancellationToken = default) =>
        PutAsync(key, DataValue.From(value, _options.Serializer), cancellationToken);

    /// <summary>Gets a value that the client's serializer reads.</summary>
    /// <exception cref="InvalidPayloadException">The bytes are no such value.</exception>
    public async Task<T> GetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        (await GetAsync(key, cancellationToken).ConfigureAwait(false)).To<T>(_options.Serializer);

    /// <summary>Distributes values over the workers, in proportion to their slots. The memory of the values is borrowed until the call ends.</summary>
    /// <returns>Who has what. The Center knows it too by now.</returns>
    /// <exception cref="NoPeerException">There is no Center, or no worker, in time.</exception>
    /// <exception cref="WorkerRefusedException">No worker has room.</exception>
    public async Task<IReadOnlyDictionary<string, NodeId>> ScatterAsync(IEnumerable<KeyValuePair<string, DataValue>> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var left = values.ToDictionary(value => Names.Check(value.Key), value => value.Value ?? throw new ArgumentException($"The value of {value.Key} is null.", nameof(values)), StringComparer.Ordinal);
        var places = new Dictionary<string, NodeId>(StringComparer.Ordinal);
        DataEntry? refusal = null;
        var full = new HashSet<NodeId>();
        var described = new Dictionary<string, ValueInfo>(StringComparer.Ordinal); // the digests are computed once
        long progress = _host.Loop.Time.GetTimestamp();
        for (int before = left.Count + 1; left.Count > 0; before = left.Count)
        {
            if (left.Count < before) progress = _host.Loop.Time.GetTimestamp();
            else if (_host.Loop.Time.GetElapsedTime(progress) > _options.PeerTimeout) throw new NoPeerException($"{left.Count} of the values reach no worker, though the Center knows some{(refusal is null ? "" : $": {refusal.Text}")}. Look whether this node and the workers see each other.");
            else await Task.Delay(s_step, _host.Loop.Time, cancellationToken).ConfigureAwait(false); // the Center may not know yet who is gone
            var workers = (await WaitForWorkersAsync(cancellationToken).ConfigureAwait(false)).Where(worker => !full.Contains(worker.Id)).ToArray();
            if (workers.Length == 0) throw new WorkerRefusedException($"No worker takes {left.Count} of the values: {refusal?.Text}.", refusal?.Code ?? DataCode.NoRoom);
            var plan = Placement.BySlots(left.Keys, workers, Interlocked.Add(ref _scattered, left.Count) - left.Count);
            var puts = plan.Select(async share =>
            {
                try
                {
                    return (share.Worker, Entries: await OfferAsync(share.Worker, share.Keys.Select(key => KeyValuePair.Create(key, left[key])), cancellationToken, described).ConfigureAwait(false));
                }
                catch (NoPeerException)
                {
                    return (share.Worker, Entries: []); // gone: its share goes to others
                }
            }).ToArray();
            foreach (var (worker, entries) in await Task.WhenAll(puts).ConfigureAwait(false))
            {
                foreach (var entry in entries)
                {
                    if (entry.State != KeyState.Error)
                    {
                        places[entry.Key] = worker;
                        left.Remove(entry.Key);
                    }
                    else if (entry.Code == DataCode.NoRoom)
                    {
                        refusal = entry;
                        full.Add(worker);
                    }
                    else if (entry.Code == DataCode.Lost) refusal = entry;
                    else throw Refused(worker, entry);
                }
            }
        }

        return places;
    }

    private int _scattered = Random.Shared.Next(); // many clients that put one value each do not all begin with the same worker

    /// <summary>Gets one value from whoever has it.</summary>
    /// <inheritdoc cref="GatherAsync" path="/exception"/>
    public async Task<DataValue> GetAsync(string key, CancellationToken cancellationToken = default) =>
        (await GatherAsync([key], cancellationToken).ConfigureAwait(false))[key];

    /// <summary>
    /// Gets values from whoever has them: when one holder fails the next is asked, then the Center anew. Keys that are being computed are waited for, those
    /// that were lost and are known to be computed too.
    /// </summary>
    /// <exception cref="KeysLostException">Some cannot be had; it says which, and who had them.</exception>
    /// <exception cref="WorkerRefusedException">Those who hold one do not let this client have it.</exception>
    /// <exception cref="ComputationFailedException">One could not be computed.</exception>
    /// <exception cref="NoPeerException">There is no Center in time, or none any more that could tell where the rest is.</exception>
    public async Task<IReadOnlyDictionary<string, DataValue>> GatherAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        await WaitForCenterAsync(cancellationToken).ConfigureAwait(false);
        return await FetchAsync(Names.Check(keys), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets keys everywhere, and how they are computed. Those that nobody has are ignored; those that a worker's guard keeps stay there.</summary>
    /// <exception cref="NoPeerException">There is no Center in time.</exception>
    public async Task DeleteAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        string[] all = Names.Check(keys);
        ulong version = await OnLoopAsync(_session.NextVersion).ConfigureAwait(false);
        DataEntry[] entries = [.. all.Select(key => new DataEntry(key) { Code = DataCode.Deleted, Info = new(0, 0, "", version) })];
        foreach (var page in DataEntries.Pages(entries))
        {
            await OnLoopAsync(() =>
            {
                _session.TellOtherCenters(DataKind.Delete, page);
                return true;
            }).ConfigureAwait(false);
            await AskCenterAsync(DataKind.Delete, page, 0, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Speaks with one worker, without a Center.</summary>
    public DataSpaceWorker Worker(NodeId worker) => new(this, worker);

    /// <summary>Waits until there is a worker of this name, and speaks with it, without a Center.</summary>
    /// <exception cref="NoPeerException">There is none in time.</exception>
    public async Task<DataSpaceWorker> FindWorkerAsync(string name, CancellationToken cancellationToken = default)
    {
        NodeId found = default;
        await WaitForPeerAsync(
            () => (found = _session.Workers.FirstOrDefault(worker => worker.Name == name)) != default,
            $"There is no worker of the name '{name}': start it, for instance with `amlip data worker --name {name}`, on the same domain and network.", cancellationToken).ConfigureAwait(false);
        return new DataSpaceWorker(this, found);
    }

    internal async Task<IReadOnlyList<DataEntry>> OfferAsync(NodeId worker, IEnumerable<KeyValuePair<string, DataValue>> values, CancellationToken cancellationToken, Dictionary<string, ValueInfo>? described = null)
    {
        var offers = new List<(DataEntry Entry, DataValue Value)>();
        foreach (var (key, value) in values)
        {
            if (described is null || !described.TryGetValue(key, out var info)) info = Digests.Describe(value, 0);
            described?.TryAdd(key, info);
            offers.Add((new DataEntry(key) { Info = info }, value));
        }

        var results = new List<DataEntry>();
        foreach (var page in offers.Chunk(DataBounds.MaxEntries))
        {
            var entries = await OnLoopAsync(() =>
            {
                var list = page.Select(offer => offer.Entry with { Info = offer.Entry.Info with { Version = _session.NextVersion() } }).ToArray();
                for (int i = 0; i < list.Length; i++) _session.Offer(list[i].Key, page[i].Value, list[i].Info);
                return list;
            }).ConfigureAwait(false);
            try
            {
                results.AddRange((await AskWorkerAsync(worker, DataKind.Offer, entries, cancellationToken).ConfigureAwait(false)).Entries);
            }
            finally
            {
                await _host.RunOnLoopAsync(() =>
                {
                    foreach (var entry in entries) _session.EndOffer(entry.Key, entry.Info);
                }).ConfigureAwait(false);
            }
        }

        return results;
    }

    internal async Task<IReadOnlyDictionary<string, DataValue>> FetchAsync(string[] keys, NodeId? worker, CancellationToken cancellationToken)
    {
        var wanted = await OnLoopAsync(() => worker is { } one && !_session.Workers.Contains(one)
            ? throw new NoPeerException($"The worker {one} is not there.")
            : keys.Select(key => (Key: key, Task: _session.Want(key, worker))).ToArray()).ConfigureAwait(false);
        var values = new Dictionary<string, DataValue>(StringComparer.Ordinal);
        var errors = new List<DataEntry>();
        try
        {
            foreach (var (key, task) in wanted)
            {
                var (value, error) = await FetchedAsync(task, worker is null, cancellationToken).ConfigureAwait(false);
                if (value is not null) values.Add(key, value);
                else errors.Add(error!);
            }
        }
        finally
        {
            _host.Loop.Post(() =>
            {
                foreach (var (key, task) in wanted)
                    if (!task.IsCompleted) _session.Leave(key, worker);
            });
        }

        if (errors.Find(error => error.Code == DataCode.Denied) is { } denied) throw Denied(denied);
        if (errors.Find(error => error.Code is not (DataCode.Lost or DataCode.Absent)) is { } failed) throw Failed(failed);
        if (errors.Count > 0) throw Lost(errors, worker);
        return values;
    }

    // While values come it does not matter whether there is a Center.
    private async Task<FetchDesk.Fetched> FetchedAsync(Task<FetchDesk.Fetched> task, bool needsCenter, CancellationToken cancellationToken)
    {
        while (!task.IsCompleted)
        {
            long received = _session.ReceivedBytes;
            try
            {
                return await task.WaitAsync(s_check, _host.Loop.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) // if the value came at this moment the next turn has it
            {
                if (needsCenter && _session.ReceivedBytes == received) await WaitForCenterAsync(cancellationToken, task).ConfigureAwait(false);
            }
        }

        return await task.ConfigureAwait(false);
    }

    internal static WorkerRefusedException Refused(NodeId worker, DataEntry entry) => new($"The worker {worker} does not take {entry.Key}: {entry.Text}.", entry.Code);

    internal static WorkerRefusedException Denied(DataEntry entry) => new($"{entry.Key} may not be had: {entry.Text}.", DataCode.Denied);

    internal static ComputationFailedException Failed(DataEntry entry) => new($"{entry.Key} cannot be had ({entry.Code}): {entry.Text}.", entry.Key, entry.Code);

    private static KeysLostException Lost(List<DataEntry> errors, NodeId? worker)
    {
        var facts = errors.Select(Facts).ToArray();
        var stories = facts.Take(10).Select(key => $"{key.Key}{(key.Holders.Count > 0 ? $" (was at {string.Join(", ", key.Holders)})" : "")}{(key.Text.Length > 0 ? $" ({key.Text})" : "")}");
        string more = facts.Length > 10 ? $" and {facts.Length - 10} more" : "";
        return new($"{facts.Length} key{(facts.Length == 1 ? "" : "s")} cannot be had{(worker is { } one ? $" from {one}" : "")}, since nobody holds them: {string.Join("; ", stories)}{more}. Put them again, or compute them.", facts);
    }

    internal static DataFacts Facts(DataEntry entry) => new(entry.Key, entry.State, entry.Info.Size, entry.Info.ContentType, [.. entry.Nodes], entry.Text);
}
