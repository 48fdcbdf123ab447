using System.Collections.Concurrent;
using System.Diagnostics;
using AmlIpNet.Cli.Demo.Cluster;
using AmlIpNet.Cli.Demo.Picture;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Training;
using AmlIpNet.Cli.Demo.View;
using AmlIpNet.Cli.Demo.Work;

namespace AmlIpNet.Cli.Demo;

/// <summary>The demo's Main node at work: the chains of a training beside each other, and what came of them.</summary>
internal sealed class DemoRun
{
    private readonly MainNode _main;
    private readonly IDemoTraining _training;
    private readonly int _rounds;
    private readonly PictureFile _picture;
    private readonly IDemoView _view;
    private readonly JobDesk _desk;
    private readonly PeakMemory _memory = new();
    private readonly List<RoundResult>[] _results;
    private readonly List<RoundRow> _rows = [];
    private readonly DemoPlan? _plan;
    private readonly Lock _lock = new();
    private readonly DateTime _start = Process.GetCurrentProcess().StartTime;
    private bool _over;

    public DemoRun(MainNode main, IDemoTraining training, int rounds, PictureFile picture, IDemoView view, DemoPlan? plan = null)
    {
        (_main, _training, _rounds, _picture, _view, _plan) = (main, training, rounds, picture, view, plan);
        _desk = new JobDesk(main, () => Show(() => _view.Job(Progress())), plan);
        _results = [.. training.Chains.Select(_ => new List<RoundResult>())];
    }

    /// <summary>How long it waits for the Computing nodes before it begins without them, and then three times as long for the first
    /// solution before it says what may be wrong.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="DemoFailedException">The demo cannot go on.</exception>
    public async Task RunAsync(IDemoCluster cluster, CancellationToken cancellationToken)
    {
        var nodes = new ConcurrentDictionary<string, (string State, bool Lost)>();
        cluster.NodeChanged += node =>
        {
            // How busy a node is belongs to the rounds.
            if (nodes.TryGetValue(node.Node, out var before) && before == (node.State, node.Lost)) return;
            nodes[node.Node] = (node.State, node.Lost);
            Show(() => _view.Node(node));
        };
        cluster.ProcessStarted += Started;
        cluster.Noted += text => Show(() => _view.Note(text));
        Started(_main.Id.Name, Environment.ProcessId);
        cluster.Start();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = RunChainsAsync(cluster, failed);
        if (await Task.WhenAny(work, cluster.Failure) == cluster.Failure)
        {
            await failed.CancelAsync();
            await work.ContinueWith(_ => { }, TaskScheduler.Default);
            await cluster.Failure;
        }

        await work;
    }

    private string NothingSolved => $"No job is solved after {Format.Seconds(Elapsed)}. Either this machine is very busy, or the nodes do not hear each other: "
        + "then look at --interface, --multicast, --peer, --qos and the firewall. --log debug tells more; Ctrl-C ends the demo.";

    private TimeSpan Elapsed => DateTime.Now - _start;

    private async Task RunChainsAsync(IDemoCluster cluster, CancellationTokenSource failed)
    {
        // Jobs need not wait for anybody; but with all workers there from the start the work is shared from the start.
        var all = await Task.WhenAny(cluster.Ready, Task.Delay(Patience, failed.Token)) == cluster.Ready;
        failed.Token.ThrowIfCancellationRequested();
        Show(() => _view.Note(all ? $"All Computing nodes are there after {Format.Seconds(Elapsed)}." : "Not all Computing nodes are there yet; going on with those that are."));
        if (_plan is not null) await MeetWorkersAsync(_plan, failed.Token);
        var work = Task.WhenAll(_training.Chains.Select((_, chain) => RunChainAsync(chain, failed)));
        if (await Task.WhenAny(work, Task.Delay(3 * Patience, failed.Token)) != work && _desk.Tally.Jobs == 0 && !failed.IsCancellationRequested) Show(() => _view.Note(NothingSolved));
        await work;

        var findings = _training.Conclude(_rows);
        var picture = _picture.TryWrite(findings.Picture, out var problem);
        if (problem is not null) Show(() => _view.Note(problem));
        Show(() => _view.Verdict(new DemoVerdict(_training.Name, Progress(), findings, _memory.Sample(), picture, _plan?.Outcome())), last: true);
    }

    // A job whose worker is not known yet would go to another one.
    private async Task MeetWorkersAsync(DemoPlan plan, CancellationToken cancellationToken)
    {
        Show(() => _view.Plan(plan.Plan));
        var start = Elapsed;
        while (Elapsed - start < Patience)
        {
            var there = (await _main.GetComputingNodesAsync()).Where(node => node.Slots > 0).Select(node => node.Id.Name).ToHashSet();
            if (plan.Plan.Workers.All(worker => there.Contains(worker.Name))) return;
            await Task.Delay(20, cancellationToken);
        }

        Show(() => _view.Note("Not all workers of the plan are there: what is theirs goes to others."));
    }

    private async Task RunChainAsync(int chain, CancellationTokenSource failed)
    {
        try
        {
            for (var round = 1; round <= _rounds; round++)
            {
                var result = await _desk.RunRoundAsync(_training.Chains[chain], failed.Token, chain, round - 1);
                Show(() => Take(chain, result));
            }
        }
        catch
        {
            await failed.CancelAsync(); // the other chains have nothing left to work for
            throw;
        }
    }

    // A row is shown when the last chain has done its round: so it says the same in every run, whichever chain is ahead.
    private void Take(int chain, RoundResult result)
    {
        _results[chain].Add(result);
        while (_rows.Count < _results.Min(r => r.Count))
        {
            var round = _rows.Count;
            _rows.Add(_training.Row(round + 1, [.. _results.Select(r => r[round])]));
            _memory.Sample();
            _view.Round(Progress());
        }
    }

    private DemoProgress Progress()
    {
        var tally = _desk.Tally;
        return new(_rounds, _rows.Count == 0 ? null : _rows[^1], tally.Jobs, tally.JobsByNode, tally.BytesSent, tally.BytesReceived, Elapsed) { BytesCarried = _main.SentBytes };
    }

    private void Started(string name, int process) => Show(() =>
    {
        _memory.Watch(name, process);
        _view.Process(name, process);
    });

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
