using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AmlIpNet.Hosting;

/// <summary>Asks every hosted node how many peers it knows. A node that answers is alive; one that knows enough of them is ready.</summary>
internal sealed class NodeHealthCheck(IEnumerable<IHostedService> services, IOptions<AmlIpOptions> options, int minPeers) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var nodes = services.OfType<NodeService>().ToArray();
        string?[] problems = new string?[nodes.Length];
        var data = new Dictionary<string, object>();
        for (int i = 0; i < nodes.Length; i++)
        {
            (problems[i], int? peers) = await AskAsync(nodes[i], cancellationToken).ConfigureAwait(false);
            if (peers is { } count) data[nodes[i].Name] = count;
        }

        string?[] found = [.. problems.Where(problem => problem is not null)];
        return found.Length == 0
            ? HealthCheckResult.Healthy(data: data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', found), data: data);
    }

    private async Task<(string? Problem, int? Peers)> AskAsync(NodeService service, CancellationToken cancellationToken)
    {
        if (service.Failure is { } failure) return ($"The node '{service.Name}' failed: {failure.Message}", null);
        if (service.Node is not { } node) return (minPeers > 0 ? $"The node '{service.Name}' has not joined yet." : null, null); // an application that starts is alive
        var timeout = options.Value.HealthTimeout;
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
