using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf;

namespace AmlIpNet.Artifacts;

// Who is there.
internal sealed partial class SchedulerSession
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_asksEagerly = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private const int EagerFor = 50; // how often it is looked less for the description of a worker that had none for long

    private readonly ConcurrentDictionary<NodeId, WorkerDescription> _known = new();
    private readonly Dictionary<NodeId, DateTimeOffset> _met = []; // workers without a description, and since when
    private readonly SemaphoreSlim _looking = new(1);
    private ulong _looks;

    private async Task WatchAsync()
    {
        await _restored.Task.ConfigureAwait(false);
        using var timer = new PeriodicTimer(s_step, _time);
        var told = Task.CompletedTask;
        while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
        {
            try
            {
                if (told.IsCompleted) // while the disk is full turns wait: one of these is enough
                {
                    told = InTurnAsync(async () =>
                    {
                        await HandleAllAsync(_artifacts.Values.Where(one => one.Machine.NextDue <= Now), _ => new ArtifactInput.TimePassed()).ConfigureAwait(false);
                        await KeepRoomAsync().ConfigureAwait(false);
                        return true;
                    }, _closing.Token);
                }

                await LookAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (!_closing.IsCancellationRequested) ArtifactLog.Failed(_logger, "Looking for workers", error);
            }
        }
    }

    /// <summary>Looks who is there, by this node's own discovery: a Center that has just started knows nobody. When it returns the machines are about to hear of it.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = Now;
            _looks++;
            var present = (await _client.SeenWorkersAsync(cancellationToken).ConfigureAwait(false)).Where(id => id != Id).ToHashSet();
            foreach (var gone in _known.Keys.Where(id => !present.Contains(id)).ToArray()) await LoseAsync(gone, cancellationToken).ConfigureAwait(false);
            foreach (var gone in _met.Keys.Where(id => !present.Contains(id)).ToArray()) _met.Remove(gone);
            var strangers = present.Where(id => !_known.ContainsKey(id) && (!_met.TryGetValue(id, out var since) || now - since < s_asksEagerly || _looks % EagerFor == 0)).ToArray();
            if (strangers.Length == 0) return;
            foreach (var stranger in strangers) _met.TryAdd(stranger, now);
            var facts = await _client.WhoHasAsync(strangers.Select(id => $"{ArtifactNames.Worker}{id}"), cancellationToken).ConfigureAwait(false);
            await Task.WhenAll(strangers.Where(id => facts.TryGetValue($"{ArtifactNames.Worker}{id}", out var fact) && fact.IsHeld).Select(id => MeetAsync(id, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            _looking.Release();
        }
    }

    private async Task MeetAsync(NodeId id, CancellationToken cancellationToken)
    {
        try
        {
            string key = $"{ArtifactNames.Worker}{id}";
            var value = (await _client.Worker(id).GetDataAsync([key], cancellationToken).ConfigureAwait(false))[key];
            var description = WorkerDescription.Parser.ParseFrom(value.Bytes.Span);
            if (description.Id() != id || description.Name != id.Name) throw new SchedulerException($"It describes {description.Name}.");
            var stillThere = await HeldAsync(id, isLost: true, holder => holder == id, cancellationToken).ConfigureAwait(false);
            lock (_met) _met.Remove(id);
            _known[id] = description;
            _gates.TryRemove(id, out _); // an attempt that came too late for its loss may have made one
            ArtifactLog.WorkerKnown(_logger, id, string.Join(", ", description.Sources.Select(source => source.Name)));
            Post(() => HandleAllAsync(_artifacts.Values, artifact => new ArtifactInput.WorkerKnown(description, stillThere(artifact))));
            foreach (var owed in _database.OwedTo(id)) Settle(owed);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or AmlIpException)
        {
            ArtifactLog.Failed(_logger, $"Reading the description of {id}", error); // it is tried again
        }
    }

    private async Task LoseAsync(NodeId id, CancellationToken cancellationToken)
    {
        var survivors = await HeldAsync(id, isLost: false, holder => holder != id, cancellationToken).ConfigureAwait(false);
        _known.TryRemove(id, out _);
        _gates.TryRemove(id, out _);
        ArtifactLog.WorkerLost(_logger, id);
        Post(() => HandleAllAsync(_artifacts.Values, artifact => new ArtifactInput.WorkerLost(id, survivors(artifact))));
    }

    /// <summary>Of the products that a node made, also for artifacts that have ended: those that such a node holds now.</summary>
    private async Task<Func<Running, ImmutableArray<uint>>> HeldAsync(NodeId maker, bool isLost, Func<NodeId, bool> isHolder, CancellationToken cancellationToken)
    {
        string[] keys = await InTurnAsync(() => Task.FromResult<string[]>([.. _artifacts.Values.SelectMany(Made).Select(job => job.Key)]), cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, DataFacts> facts = new Dictionary<string, DataFacts>();
        if (keys.Length > 0)
        {
            await _client.WaitUntilSettledAsync(cancellationToken).ConfigureAwait(false);
            facts = await _client.WhoHasAsync(keys, cancellationToken).ConfigureAwait(false);
        }

        return artifact => [.. Made(artifact).Where(job => facts.TryGetValue(job.Key, out var fact) && fact.IsHeld && fact.Holders.Any(isHolder)).Select(job => job.Number)];

        IEnumerable<(uint Number, string Key)> Made(Running artifact) => artifact.Machine.Jobs
            .Where(job => job.State == JobState.JobCompleted && job.IsLost == isLost && job.Product?.Holder == maker)
            .Select(job => (job.Number, ResourceKeys.Of(artifact.Machine.Artifact.Id, job.Number, job.Attempt)));
    }

    private static TaskCompletionSource<T> NewSignalOf<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
