using AmlIpNet.DataSpace;
using AmlIpNet.Protocol;

namespace AmlIpNet;

// Who has what, and how many copies of it.
public sealed partial class DataSpaceClient
{
    private const int MaxMoves = 8;

    /// <summary>Who holds the keys; all keys without an argument. A key that nobody knows has the state None.</summary>
    /// <exception cref="NoPeerException">There is no Center in time.</exception>
    public async Task<IReadOnlyDictionary<string, DataFacts>> WhoHasAsync(IEnumerable<string>? keys = null, CancellationToken cancellationToken = default)
    {
        var facts = new Dictionary<string, DataFacts>(StringComparer.Ordinal);
        if (keys is null)
        {
            foreach (var entry in (await AskCenterAsync(DataKind.Ask, [], 1, cancellationToken).ConfigureAwait(false)).Entries) facts[entry.Key] = Facts(entry);
            return facts;
        }

        foreach (string[] page in Names.Check(keys).Chunk(DataBounds.MaxEntries))
        {
            var answer = await AskCenterAsync(DataKind.Ask, [.. page.Select(key => new DataEntry(key))], 0, cancellationToken).ConfigureAwait(false);
            foreach (var entry in answer.Entries) facts[entry.Key] = Facts(entry);
        }

        return facts;
    }

    /// <summary>What each worker holds.</summary>
    /// <exception cref="NoPeerException">There is no Center in time.</exception>
    public async Task<IReadOnlyDictionary<NodeId, IReadOnlyList<DataFacts>>> HasWhatAsync(CancellationToken cancellationToken = default)
    {
        var map = (await WorkersAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(worker => worker.Id, _ => new List<DataFacts>());
        foreach (var key in (await WhoHasAsync(null, cancellationToken).ConfigureAwait(false)).Values.Where(key => key.IsHeld))
        {
            foreach (var holder in key.Holders)
            {
                if (!map.TryGetValue(holder, out var held)) map.Add(holder, held = []);
                held.Add(key);
            }
        }

        return map.ToDictionary(worker => worker.Key, worker => (IReadOnlyList<DataFacts>)worker.Value);
    }

    /// <summary>The workers that the Center knows.</summary>
    /// <exception cref="NoPeerException">There is no Center in time.</exception>
    public async Task<IReadOnlyList<DataWorkerFacts>> WorkersAsync(CancellationToken cancellationToken = default)
    {
        var answer = await AskCenterAsync(DataKind.Ask, [], 2, cancellationToken).ConfigureAwait(false);
        return Workers(answer);
    }

    /// <summary>The workers that this client itself sees, by discovery: no Center is asked, and one that has just started is not mistaken for an empty data space.</summary>
    public async Task<IReadOnlyCollection<NodeId>> SeenWorkersAsync(CancellationToken cancellationToken = default) =>
        await OnLoopAsync(() => _session.Workers.ToArray()).WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until there is a Center that has heard of a worker, and of all workers that it knows: what it says from then on is not for want of knowing.</summary>
    /// <exception cref="NoPeerException">There is no Center, or no worker, in time.</exception>
    public Task WaitUntilSettledAsync(CancellationToken cancellationToken = default) => WaitForWorkersAsync(cancellationToken);

    /// <summary>How many functions each worker runs at a time.</summary>
    /// <exception cref="NoPeerException">There is no Center in time.</exception>
    public async Task<IReadOnlyDictionary<NodeId, int>> NCoresAsync(CancellationToken cancellationToken = default) =>
        (await WorkersAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(worker => worker.Id, worker => worker.Slots);

    /// <summary>
    /// Sees to it that each key is at <paramref name="copies"/> workers, or at all if there are fewer. The workers copy from one another: those that have a
    /// key give it to at most twice as many in each round.
    /// </summary>
    /// <returns>Who holds the keys now.</returns>
    /// <exception cref="KeysLostException">Some keys are nowhere.</exception>
    /// <exception cref="NoPeerException">There is no Center in time.</exception>
    public async Task<IReadOnlyDictionary<string, DataFacts>> ReplicateAsync(IEnumerable<string> keys, int copies, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        string[] all = Names.Check(keys);
        int idle = 0, most = -1;
        while (true)
        {
            var workers = await WaitForWorkersAsync(cancellationToken).ConfigureAwait(false);
            var facts = await WhoHasAsync(all, cancellationToken).ConfigureAwait(false);
            if (facts.Values.Where(key => key.State is KeyState.Missing or KeyState.None).ToArray() is { Length: > 0 } lost)
                throw Lost([.. lost.Select(key => new DataEntry(key.Key) { State = key.State, Nodes = [.. key.Holders] })], null);
            if (facts.Values.FirstOrDefault(key => key.State == KeyState.Error) is { } failed) throw Failed(new DataEntry(failed.Key) { State = failed.State, Code = DataCode.Failed, Text = failed.Text });
            var round = Placement.Copies([.. facts.Values.Where(key => key.IsHeld)], workers, copies);
            if (round.Count == 0 && facts.Values.All(key => key.IsHeld)) return facts;
            int copied = await AcquireAsync(round, cancellationToken).ConfigureAwait(false);
            int held = facts.Values.Sum(key => key.Holders.Count);
            if (held > most) // a worker may say that it has a key, and mean another value, which its guard keeps
            {
                (idle, most) = (0, held);
                if (copied > 0) continue;
            }

            bool waits = facts.Values.Any(key => !key.IsHeld); // they are being computed
            if (!waits && ++idle >= 50) throw new WorkerRefusedException($"Copies of {string.Join(", ", round.SelectMany(share => share.Keys).Distinct().Take(10))} were not taken by the workers that are there: look whether they have room, and whether their guards keep other values of these keys.", DataCode.NoRoom);
            await Task.Delay(s_step * 5, _host.Loop.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts values at every worker.</summary>
    /// <inheritdoc cref="ScatterAsync" path="/exception"/>
    public async Task<IReadOnlyDictionary<string, DataFacts>> BroadcastAsync(IEnumerable<KeyValuePair<string, DataValue>> values, CancellationToken cancellationToken = default)
    {
        var places = await ScatterAsync(values, cancellationToken).ConfigureAwait(false);
        return await ReplicateAsync(places.Keys, int.MaxValue, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Moves values from the workers that hold the most bytes to those that hold the least, the largest first, until all are near the mean or no move helps:
    /// a few at a time are copied, and then deleted at their old place by the Center, which keeps the last copy of a value. What guards refuse stays where it is.
    /// </summary>
    /// <returns>The moves that were done.</returns>
    /// <exception cref="NoPeerException">There is no Center, or no worker, in time.</exception>
    public async Task<IReadOnlyList<DataMove>> RebalanceAsync(CancellationToken cancellationToken = default)
    {
        var workers = await WaitForWorkersAsync(cancellationToken).ConfigureAwait(false);
        var answer = await AskCenterAsync(DataKind.Ask, [], 1, cancellationToken).ConfigureAwait(false);
        var moves = Placement.Moves([.. answer.Entries.Where(entry => entry.State == KeyState.Memory)], workers);
        var versions = answer.Entries.ToDictionary(entry => entry.Key, entry => entry.Info, StringComparer.Ordinal);
        using var gate = new SemaphoreSlim(MaxMoves);
        var done = await Task.WhenAll(moves.GroupBy(move => move.Key).Select(async ofKey =>
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                List<DataMove> made = [];
                foreach (var move in ofKey) // a second one begins where the first one ends
                {
                    if (!await MoveAsync(move, versions[move.Key], cancellationToken).ConfigureAwait(false)) break;
                    made.Add(move);
                }

                return made;
            }
            finally
            {
                gate.Release();
            }
        })).ConfigureAwait(false);
        return [.. done.SelectMany(made => made)];
    }

    private async Task<bool> MoveAsync(DataMove move, ValueInfo info, CancellationToken cancellationToken)
    {
        try
        {
            if (await AcquireAsync([new(move.To, [move.Key])], cancellationToken).ConfigureAwait(false) == 0) return false;
        }
        catch (WorkerRefusedException refused) when (refused.Code == DataCode.Denied)
        {
            return false; // a guard keeps it where it is
        }

        // Not if it is the last copy by now, nor if another value was put meanwhile.
        await AskCenterAsync(DataKind.Delete, [new DataEntry(move.Key) { Info = info, Nodes = [move.From] }], 0, cancellationToken).ConfigureAwait(false);
        return true;
    }

    internal async Task<IReadOnlyList<DataFacts>> ListAtAsync(NodeId worker, CancellationToken cancellationToken) =>
        [.. (await AskWorkerAsync(worker, DataKind.List, [], cancellationToken).ConfigureAwait(false)).Entries.Select(Facts)];

    internal async Task ForgetAtAsync(NodeId worker, IReadOnlyList<DataEntry> entries, CancellationToken cancellationToken)
    {
        DataEntry? refused = null;
        foreach (var page in DataEntries.Pages(entries))
        {
            var answer = await AskWorkerAsync(worker, DataKind.Delete, page, cancellationToken).ConfigureAwait(false);
            refused ??= answer.Entries.FirstOrDefault(entry => entry.Code == DataCode.Denied);
        }

        if (refused is not null) throw new WorkerRefusedException($"The worker {worker} does not delete {refused.Key}: {refused.Text}.", DataCode.Denied);
    }

    /// <returns>How many copies were made.</returns>
    private async Task<int> AcquireAsync(IEnumerable<Placement.Share> shares, CancellationToken cancellationToken)
    {
        int[] copied = await Task.WhenAll(shares.Select(async share =>
        {
            int count = 0;
            try
            {
                foreach (var page in share.Keys.Chunk(DataBounds.MaxEntries))
                {
                    var answer = await AskWorkerAsync(share.Worker, DataKind.Acquire, [.. page.Select(key => new DataEntry(key))], cancellationToken).ConfigureAwait(false);
                    if (answer.Entries.FirstOrDefault(entry => entry.Code == DataCode.Denied) is { } denied) throw Denied(denied);
                    count += answer.Entries.Count(entry => entry.State != KeyState.Error);
                }
            }
            catch (NoPeerException)
            {
                // Gone: the next round looks at who is there.
            }

            return count;
        })).ConfigureAwait(false);
        return copied.Sum();
    }
}
