using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using AmlIpNet.Cli.Demo.Cluster;
using AmlIpNet.Cli.Demo.Softmax;
using AmlIpNet.Cli.Demo.View;

namespace AmlIpNet.Cli.Demo;

/// <summary>The demo's Main node at work: rounds of jobs, and what came of them.</summary>
internal sealed class DemoRun(MainNode main, Federation federation, int rounds, IDemoView view)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly DateTime _start = Process.GetCurrentProcess().StartTime;
    private ImmutableDictionary<string, long> _jobsByNode = ImmutableDictionary<string, long>.Empty;
    private double _merged = federation.MergedAccuracy;
    private readonly double[] _alone = [.. Enumerable.Range(0, federation.Shards).Select(federation.AloneAccuracy)];
    private bool _over;
    private long _bytesSent, _bytesReceived, _jobs;

    /// <exception cref="DemoFailedException">The demo cannot go on.</exception>
    public async Task RunAsync(IDemoCluster cluster, CancellationToken cancellationToken)
    {
        var nodes = new ConcurrentDictionary<string, (string State, bool Lost)>();
        cluster.NodeChanged += node =>
        {
            // How busy a node is belongs to the rounds.
            if (nodes.TryGetValue(node.Node, out var before) && before == (node.State, node.Lost)) return;
            nodes[node.Node] = (node.State, node.Lost);
            Show(() => view.Node(node));
        };
        cluster.ProcessStarted += (name, id) => Show(() => view.Process(name, id));
        cluster.Noted += text => Show(() => view.Note(text));
        Show(() => view.Process(main.Id.Name, Environment.ProcessId));
        cluster.Start();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = RunRoundsAsync(cluster, failed.Token);
        if (await Task.WhenAny(work, cluster.Failure) == cluster.Failure)
        {
            await failed.CancelAsync();
            await work.ContinueWith(_ => { }, TaskScheduler.Default);
            await cluster.Failure;
        }

        await work;
    }

    private async Task RunRoundsAsync(IDemoCluster cluster, CancellationToken cancellationToken)
    {
        // Jobs need not wait for anybody; but with all workers there from the start the work is shared from the start.
        var all = await Task.WhenAny(cluster.Ready, Task.Delay(s_patience, cancellationToken)) == cluster.Ready;
        cancellationToken.ThrowIfCancellationRequested();
        Show(() => view.Note(all ? $"All Computing nodes are there after {Format.Seconds(Elapsed)}." : "Not all Computing nodes are there yet; going on with those that are."));
        while (federation.Round < rounds)
        {
            var jobs = federation.NextJobs();
            var models = await Task.WhenAll(jobs.Select(job => SolveAsync(job, cancellationToken)));
            federation.Take(jobs, models);
            _merged = federation.MergedAccuracy;
            for (var shard = 0; shard < _alone.Length; shard++) _alone[shard] = federation.AloneAccuracy(shard);
            Show(() => view.Round(Progress()));
        }

        Show(() => view.Verdict(Progress()), last: true);
    }

    private TimeSpan Elapsed => DateTime.Now - _start;

    private async Task<SoftmaxModel> SolveAsync(RoundJob job, CancellationToken cancellationToken)
    {
        var solution = await main.RequestJobSolutionAsync(Job.FromMemory(job.Payload), cancellationToken);
        try
        {
            var model = ModelCodec.Decode(solution.Payload.Span);
            Show(() => Count(job, solution));
            return model;
        }
        catch (PayloadFormatException error)
        {
            throw new DemoFailedException(
                $"{solution.SolvedBy} answered with something else than a model. {error.Message} If this node is not the demo's own, choose another --domain.");
        }
    }

    private void Count(RoundJob job, Solution solution)
    {
        var node = solution.SolvedBy.ToString();
        _jobsByNode = _jobsByNode.SetItem(node, _jobsByNode.GetValueOrDefault(node) + 1);
        _jobs++;
        _bytesSent += job.Payload.Length;
        _bytesReceived += solution.Payload.Length;
        view.Job(Progress());
    }

    private DemoProgress Progress() => new(federation.Round, rounds, _merged, [.. _alone], _jobs, _jobsByNode, _bytesSent, _bytesReceived, Elapsed);

    // Nothing is shown after the verdict: that the nodes leave then is no news.
    private void Show(Action show, bool last = false)
    {
        lock (_lock)
        {
            if (_over) return;
            _over = last;
            show();
        }
    }
}
