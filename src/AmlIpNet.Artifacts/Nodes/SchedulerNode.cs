using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts;

/// <summary>
/// Takes artifacts, has their jobs done, and holds their results: a Center, a worker and a client of the data space, with a database that is the authority for
/// its jobs. Started anew with the same database it goes on where it stopped, also after its process was killed. Safe to use from any thread.
/// </summary>
public sealed class SchedulerNode : INode
{
    private readonly ArtifactDatabase _database;
    private readonly CenterNode _center;
    private readonly SchedulerSession _session;
    private int _closed;

    private SchedulerNode(IDdsEngine engine, SchedulerNodeOptions options, ILoggerFactory? loggers)
    {
        _database = ArtifactDatabase.Open(options.Database);
        try
        {
            _center = CenterNode.Create(engine, Like(options, new CenterNodeOptions { Name = options.Name }), loggers);
            try
            {
                _session = new SchedulerSession(engine, options, _database, loggers);
            }
            catch
            {
                _center.DisposeAsync().AsTask().GetAwaiter().GetResult(); // nobody else could
                throw;
            }
        }
        catch
        {
            _database.Dispose();
            throw;
        }

        ArtifactTelemetry.Add(this);
    }

    /// <summary>The id of its worker, which runs its jobs and holds the results.</summary>
    public NodeId Id => _session.Id;

    /// <summary>The fingerprint of the key that it signs with, which its database keeps: workers can take the jobs of this one only.</summary>
    public string Fingerprint => _database.Key.Fingerprint;

    /// <summary>Ends when it has taken up what it had stored, and workbenches can find it.</summary>
    public Task Ready => _session.Ready;

    /// <summary>Artifacts that have not ended.</summary>
    public int RunningArtifacts => _session.RunningArtifacts;

    /// <summary>Attempts at jobs that it has given out.</summary>
    public long Attempts => _session.Attempts;

    /// <summary>Answers of attempts that counted no more.</summary>
    public long DroppedAnswers => _session.DroppedAnswers;

    /// <summary>Downloads by nodes that have no part in an artifact.</summary>
    public long Downloads => _session.Guard.Downloads;

    /// <summary>What it refused: downloads, and orders that are not for it.</summary>
    public long Refused => _session.Guard.Refused;

    /// <summary>The artifact workers that it knows.</summary>
    public IReadOnlyList<WorkerDescription> Workers => _session.Workers;

    /// <summary>How much a worker has still to be told.</summary>
    internal int Owes(NodeId worker) => _database.OwedTo(worker).Count;

    /// <summary>Joins the domain as a scheduler.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="ArtifactStoreException">The database or the audit log cannot be used.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static SchedulerNode Create(IDdsEngine engine, SchedulerNodeOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new SchedulerNode(engine, options, loggers);
    }

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _session.CountPeersAsync(cancellationToken);

    /// <summary>Leaves the domain. Artifacts that run go on when a scheduler is started anew with the same database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        ArtifactTelemetry.Remove(this);
        await _session.DisposeAsync().ConfigureAwait(false);
        await _center.DisposeAsync().ConfigureAwait(false);
        _database.Dispose();
    }

    /// <summary>What a scheduler's nodes have in common.</summary>
    internal static T Like<T>(SchedulerNodeOptions options, T node) where T : NodeOptions => node with
    {
        Network = options.Network,
        CloseTimeout = options.CloseTimeout,
        NativePlane = options.NativePlane,
        AmlIpPlane = options.AmlIpPlane,
        FlightRecorderBytes = options.FlightRecorderBytes,
    };
}
