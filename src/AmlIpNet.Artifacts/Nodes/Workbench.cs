using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts;

/// <summary>Submits artifacts to a scheduler, follows them and has their results. A scheduler that is started anew is found again: calls go on. Safe to use from
/// any thread.</summary>
public sealed partial class Workbench : INode
{
    private readonly WorkbenchOptions _options;
    private readonly DataSpaceClient _client;
    private ulong _letters;
    private NodeId _scheduler;

    private Workbench(DataSpaceClient client, WorkbenchOptions options) => (_client, _options) = (client, options);

    /// <summary>The node's id.</summary>
    public NodeId Id => _client.Id;

    /// <summary>Joins the domain as a workbench.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static Workbench Create(IDdsEngine engine, WorkbenchOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new Workbench(DataSpaceClient.Create(engine, new DataSpaceClientOptions
        {
            Name = options.Name,
            Network = options.Network,
            CloseTimeout = options.CloseTimeout,
            NativePlane = options.NativePlane,
            AmlIpPlane = options.AmlIpPlane,
            FlightRecorderBytes = options.FlightRecorderBytes,
            PeerTimeout = options.PeerTimeout,
        }, loggers), options);
    }

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _client.CountPeersAsync(cancellationToken);

    /// <summary>Says farewell and leaves the domain.</summary>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>Submits an artifact. When the call returns, the scheduler has it on disk.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="InvalidArtifactException">It cannot run; all reasons are named.</exception>
    /// <exception cref="SchedulerException">The scheduler takes no more.</exception>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<string> SubmitAsync(Artifact artifact, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        var sent = artifact.Clone();
        if (sent.Id.Length == 0) sent.Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)); // sent twice, because an answer was lost, it is the same one
        var reply = await AskAsync(new ControlRequest { Submit = sent }, cancellationToken).ConfigureAwait(false);
        return reply.Status.Id;
    }

    /// <summary>How far an artifact is.</summary>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it.</exception>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<ArtifactStatus> GetStatusAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(new ControlRequest { Status = Check(id) }, cancellationToken).ConfigureAwait(false)).Status;

    /// <summary>All artifacts of the scheduler, the last one first, without their jobs.</summary>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<IReadOnlyList<ArtifactStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        var all = new List<ArtifactStatus>();
        while (true)
        {
            var page = (await AskAsync(new ControlRequest { List = new ListRequest { After = all.Count > 0 ? all[^1].Id : "" } }, cancellationToken).ConfigureAwait(false)).List.Artifacts;
            var added = page.Where(status => all.All(one => one.Id != status.Id)).ToArray();
            if (added.Length == 0) return all;
            all.AddRange(added);
        }
    }

    /// <summary>The status now, and again whenever it has changed, until the artifact has ended. Changes that follow closely come as one.</summary>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it.</exception>
    /// <exception cref="NoPeerException">There is no scheduler for too long.</exception>
    public async IAsyncEnumerable<ArtifactStatus> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Check(id);
        ulong seen = 0;
        ArtifactStatus? last = null;
        while (last is null || !HasEnded(last))
        {
            long asked = Environment.TickCount64;
            var reply = await AskAsync(new ControlRequest { Status = id, Seen = seen }, cancellationToken).ConfigureAwait(false);
            if (seen == reply.Change && Environment.TickCount64 - asked < 1_000) await Task.Delay(1_000, cancellationToken).ConfigureAwait(false); // the scheduler has more watchers than it can hold
            seen = reply.Change;
            if (reply.Status.Equals(last)) continue;
            yield return last = reply.Status;
        }
    }

    /// <summary>Waits until an artifact is completed.</summary>
    /// <returns>Its last status.</returns>
    /// <exception cref="ArtifactFailedException">It has ended in an error, or was cancelled: at once when it does.</exception>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it.</exception>
    /// <exception cref="NoPeerException">There is no scheduler for too long.</exception>
    public async Task<ArtifactStatus> WaitAsync(string id, CancellationToken cancellationToken = default)
    {
        await foreach (var status in WatchAsync(id, cancellationToken).ConfigureAwait(false))
        {
            if (status.State == ArtifactState.ArtifactCompleted) return status;
            if (HasEnded(status)) throw new ArtifactFailedException(status.Error.Length > 0 ? status.Error : $"The artifact {id} has ended: {status.State}.", status);
        }

        throw new InvalidOperationException("The watch of an artifact ended before it did.");
    }

    /// <summary>Ends an artifact: what runs is stopped, nothing more is begun.</summary>
    /// <returns>Its status now.</returns>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it.</exception>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<ArtifactStatus> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(new ControlRequest { Cancel = Check(id) }, cancellationToken).ConfigureAwait(false)).Status;

    /// <summary>Lets an artifact that ended in an error, or was cancelled, go on: completed jobs are not repeated.</summary>
    /// <returns>Its status now.</returns>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it.</exception>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<ArtifactStatus> ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(new ControlRequest { Resume = Check(id) }, cancellationToken).ConfigureAwait(false)).Status;

    /// <summary>Has the scheduler forget an artifact that has ended: what it has made is deleted, here and at its workers.</summary>
    /// <returns>Its last status.</returns>
    /// <exception cref="SchedulerException">It has not ended: cancel it first.</exception>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it.</exception>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<ArtifactStatus> ForgetAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(new ControlRequest { Forget = Check(id) }, cancellationToken).ConfigureAwait(false)).Status;

    /// <summary>What the jobs of an artifact have made and what is still there: ids, sizes, digests, and of what each was made.</summary>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it.</exception>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<IReadOnlyList<Resource>> GetResourcesAsync(string id, CancellationToken cancellationToken = default) =>
        [.. (await AskAsync(new ControlRequest { Resources = Check(id) }, cancellationToken).ConfigureAwait(false)).Resources.Resources];

    /// <summary>Gets a resource, if the node that made it allows downloads: of a scheduler, the results of artifacts only.</summary>
    /// <param name="id">The artifact.</param>
    /// <param name="resource">The resource's id; null for the result.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DownloadRefusedException">The node that made it does not let it be downloaded.</exception>
    /// <exception cref="UnknownArtifactException">The scheduler does not know it, or there is no such resource, or no result yet.</exception>
    /// <exception cref="KeysLostException">Nobody has it any more.</exception>
    /// <exception cref="NoPeerException">There is no scheduler in time.</exception>
    public async Task<DataValue> DownloadAsync(string id, string? resource = null, CancellationToken cancellationToken = default)
    {
        if (resource is null)
        {
            var status = await GetStatusAsync(id, cancellationToken).ConfigureAwait(false);
            resource = status.Result?.Id ?? throw new UnknownArtifactException($"The artifact {id} has no result: it is {status.State.ToString()[8..].ToLowerInvariant()}. Wait until it is completed.");
        }
        else if ((await GetResourcesAsync(id, cancellationToken).ConfigureAwait(false)).All(one => one.Id != resource))
            throw new UnknownArtifactException($"The artifact {id} has no resource '{resource}' now: list those that it has.");

        try
        {
            return ProductMarks.Without(await _client.GetAsync(resource, cancellationToken).ConfigureAwait(false));
        }
        catch (WorkerRefusedException error) when (error.Code == DataCode.Denied)
        {
            throw new DownloadRefusedException($"The resource {resource} may not be downloaded: the node that made it does not allow it. Turn {nameof(SchedulerNodeOptions.AllowDownload)} on there, if it may leave: a worker then gives what it makes, a scheduler the results of its artifacts.");
        }
    }

    private static bool HasEnded(ArtifactStatus status) => status.State is ArtifactState.ArtifactCompleted or ArtifactState.ArtifactError or ArtifactState.ArtifactCancelled;

    private static string Check(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return id;
    }
}
