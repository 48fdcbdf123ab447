using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AmlIpNet.Hosting;

/// <summary>Asks every hosted node how many peers it knows. A node that answers is alive; one that knows enough of them, and is not about to
/// leave, is ready.</summary>
internal sealed class NodeHealthCheck(IEnumerable<IHostedService> services, IOptions<AmlIpOptions> options, bool isReadiness) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var nodes = services.OfType<NodeService>().ToArray();
        // All at once: many that are stuck must not take longer than one.
        var answers = await Task.WhenAll(nodes.Select(node => AskAsync(node, cancellationToken))).ConfigureAwait(false);
        var data = new Dictionary<string, object>();
        foreach (var (node, answer) in nodes.Zip(answers))
        {
            if (answer.Peers is { } count) data[node.Name] = count;
        }

        string?[] found = [.. answers.Select(answer => answer.Problem).Where(problem => problem is not null)];
        return found.Length == 0
            ? HealthCheckResult.Healthy(data: data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', found), data: data);
    }

    private async Task<(string? Problem, int? Peers)> AskAsync(NodeService service, CancellationToken cancellationToken)
    {
        if (service.Failure is { } failure) return ($"The node '{service.Name}' failed: {failure.Message}", null);
        if (service.Node is not { } node) return (isReadiness ? $"The node '{service.Name}' has not joined yet." : null, null); // an application that starts is alive
        if (isReadiness && service.IsStopping) return ($"The node '{service.Name}' is about to leave: the application stops.", null);
        var (timeout, minPeers) = (options.Value.HealthTimeout, isReadiness ? options.Value.MinPeers : 0);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            int peers = await node.CountPeersAsync(limit.Token).ConfigureAwait(false);
            return (peers >= minPeers ? null : $"The node '{service.Name}' knows {peers} peers of the {minPeers} that it needs: start others in its domain, or see with `amlip status` who is there.", peers);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ($"The node '{service.Name}' has not answered for {timeout.TotalSeconds:0.###} s: its event loop is stuck, or the machine is overloaded.", null);
        }
        catch (NodeClosedException error)
        {
            return (error.Message, null);
        }
    }
}
