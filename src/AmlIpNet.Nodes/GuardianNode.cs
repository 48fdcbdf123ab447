using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Gives unmodified AML-IP Main nodes what AML-IP itself does not: a job of theirs survives the death of the node that computes it. To them it is a
/// Computing node; it takes their jobs and gets each solved on the native plane, with leases and second attempts. While one is there the Computing nodes of
/// AmlIpNet leave the auctions to it. Safe to use from any thread.
/// </summary>
public sealed class GuardianNode : INode
{
    private readonly GuardianNodeOptions _options;
    private readonly MainNode _main;
    private readonly ComputingNode _server;
    private int _slots;

    private GuardianNode(IDdsEngine engine, GuardianNodeOptions options, ILoggerFactory? loggers)
    {
        _options = options;
        _server = ComputingNode.Create(engine, options.ServerOptions(), loggers);
        try
        {
            _server.Limit(0);
            _main = MainNode.Create(engine, options.ClientOptions() with { CapacityChanged = Limit }, loggers);
        }
        catch
        {
            _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>The id under which AML-IP nodes know it: a Computing node.</summary>
    public NodeId Id => _server.Id;

    /// <summary>The id under which it gets the jobs solved: a Main node.</summary>
    public NodeId MainId => _main.Id;

    /// <summary>Jobs solved so far.</summary>
    public long SolvedJobs => _server.SolvedJobs;

    /// <summary>Jobs that could not be solved.</summary>
    public long FailedJobs => _server.FailedJobs;

    /// <summary>How many jobs it may have under way now: as many as native slots are free, or its own already.</summary>
    public int Slots => Math.Min(_options.MaxJobs, Volatile.Read(ref _slots));

    /// <summary>Jobs under way.</summary>
    public int RunningJobs => _server.RunningJobs;

    /// <summary>Joins the domain as a guardian: two participants, one for each of its faces.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static GuardianNode Create(IDdsEngine engine, GuardianNodeOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new GuardianNode(engine, options, loggers);
    }

    /// <summary>Guards until cancelled. Then it takes no more jobs, and finishes those that it has, as long as
    /// <see cref="GuardianNodeOptions.DrainTimeout"/> allows.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NodeClosedException">The node was disposed meanwhile.</exception>
    public Task RunAsync(CancellationToken cancellationToken = default) => _server.RunAsync(SolveAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _main.CountPeersAsync(cancellationToken);

    /// <summary>Gives up what is under way, says farewell and leaves the domain.</summary>
    public async ValueTask DisposeAsync()
    {
        // The server first: it hears from its handlers, which the client's end would fail.
        try
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await _main.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Limit(int slots)
    {
        Volatile.Write(ref _slots, slots);
        _server.Limit(slots);
    }

    private async ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken)
    {
        var solution = await _main.RequestJobSolutionAsync(Job.FromMemory(job.Payload), _options.Jobs, cancellationToken).ConfigureAwait(false);
        return Solution.FromMemory(solution.Payload);
    }
}
