using System.Globalization;
using AmlIpNet.Cli.Rendering;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>Live tables for a terminal: a row for each of the last rounds, and the nodes.</summary>
internal sealed class TableView : IDemoView
{
    private const int RowsKept = 100;

    /// <summary>Lines of a terminal that are needed besides the rows of rounds, with a few nodes and notes.</summary>
    private const int OtherLines = 22;
    private const int NotesKept = 4;

    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly List<DemoProgress> _rounds = [];
    private readonly Dictionary<string, StatusJson> _nodes = [];
    private readonly Dictionary<string, int> _processes = [];
    private readonly Queue<string> _notes = new();
    private readonly CancellationTokenSource _done = new();
    private readonly Task _live;
    private DemoProgress? _last;
    private DemoVerdict? _verdict;

    public TableView(IAnsiConsole console)
    {
        _console = console;
        _live = Task.Run(ShowAsync);
    }

    public void Note(string text) => Change(() =>
    {
        _notes.Enqueue(text);
        if (_notes.Count > NotesKept) _notes.Dequeue();
    });

    public void Process(string name, int id) => Change(() => _processes[name] = id);

    public void Node(StatusJson node) => Change(() => _nodes[node.Node] = node);

    public void Job(DemoProgress progress) => Change(() => _last = progress);

    public void Round(DemoProgress progress) => Change(() =>
    {
        _last = progress;
        _rounds.Add(progress);
        if (_rounds.Count > RowsKept) _rounds.RemoveAt(0);
    });

    public void Verdict(DemoVerdict verdict) => Change(() =>
    {
        _last = verdict.Progress;
        _verdict = verdict;
    });

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _live;
        _console.Write(Render(RowsKept));
        if (_verdict is not null) Conclude(_verdict);
        _done.Dispose();
    }

    private void Change(Action change)
    {
        lock (_lock) change();
    }

    // What is live must fit into the terminal; at the end all is written below each other.
    private Task ShowAsync() => _console.Live(Render(RowsThatFit)).AutoClear(true).StartAsync(async live =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!_done.IsCancellationRequested)
        {
            live.UpdateTarget(Render(RowsThatFit));
            live.Refresh();
            await timer.WaitForNextTickAsync(_done.Token).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        }
    });

    private int RowsThatFit => Math.Clamp(_console.Profile.Height - OtherLines, 1, RowsKept);

    private Rows Render(int roundRows)
    {
        lock (_lock)
        {
            List<IRenderable> rows = [RoundsTable(roundRows), NodesTable()];
            if (_last is { } last)
                rows.Add(new Text($"{last.Jobs:N0} jobs solved, {Format.Bytes(last.BytesSent)} out, {Format.Bytes(last.BytesReceived)} in, {Format.Seconds(last.Elapsed)}"));
            rows.AddRange(_notes.Select(note => new Text(note, new Style(Color.Grey))));
            return new Rows(rows);
        }
    }

    private void Conclude(DemoVerdict verdict)
    {
        if (verdict.Findings.Lines.Count > 0)
        {
            var table = new Table().RoundedBorder().AddColumn("Model").AddColumn(Right("Errors in the test"));
            foreach (var (what, errors) in verdict.Findings.Lines) table.AddRow(new Text(what), new Text(Format.Percent(errors, "0.00")));
            _console.Write(table);
        }

        if (verdict.Plan is { } plan)
        {
            _console.WriteLine(plan.Plan.ToString());
            _console.WriteLine(plan.Words);
        }

        _console.WriteLine(Format.Carried(verdict.Progress));
        _console.WriteLine(Format.Memory(verdict.PeakMemory));
        if (verdict.Picture is { } picture) _console.WriteLine($"Picture: {picture}");
        _console.MarkupLineInterpolated($"[bold]{Format.Verdict(verdict)}[/]");
    }

    private Table RoundsTable(int rows)
    {
        var table = new Table().RoundedBorder().Title("Accuracy on held-out data").AddColumn("Round").AddColumn(Right("Merged"));
        var chooses = _last?.Row?.Merged.Merge is not null;
        if (chooses) table.AddColumn("Merge").AddColumn(Right("Atoms"));
        for (var worker = 1; worker <= (_last?.Row?.Alone.Count ?? 0); worker++) table.AddColumn(Right($"{worker} alone"));
        table.AddColumn(Right("Jobs")).AddColumn(Right("Time"));
        foreach (var progress in _rounds.TakeLast(rows))
        {
            var row = progress.Row!;
            var best = row.Merged.Accuracy >= row.Alone.DefaultIfEmpty().Max();
            List<Text> cells = [
                new($"{row.Round} of {progress.Rounds}"),
                new(Format.Percent(row.Merged.Accuracy), new Style(best ? Color.Green : Color.Default, decoration: Decoration.Bold))];
            if (chooses) cells.AddRange(row.Merged.Merge is { } merge ? [new(Format.Merge(merge)), new(merge.Atoms.ToString("N0", CultureInfo.InvariantCulture))] : [new(""), new("")]);
            cells.AddRange(row.Alone.Select(a => new Text(Format.Percent(a))));
            table.AddRow([.. cells, new Text($"{progress.Jobs:N0}"), new Text(Format.Seconds(progress.Elapsed))]);
        }

        return table;
    }

    private Table NodesTable()
    {
        var table = new Table().RoundedBorder().AddColumns("Node", "Kind", "State").AddColumn(Right("Process")).AddColumn(Right("Jobs solved"));
        foreach (var node in _nodes.Values.OrderBy(n => n.Kind, StringComparer.Ordinal).ThenBy(n => n.Name, StringComparer.Ordinal))
        {
            var jobs = _last?.JobsByNode.GetValueOrDefault(node.Node) ?? 0;
            var color = node.Lost ? Color.Red : node.State == "running" ? Color.Green : Color.Grey;
            table.AddRow(
                new Text(node.Node), new Text(node.Kind), new Text(node.Lost ? "lost" : node.State, new Style(color)),
                new Text(node.Lost ? "" : _processes.GetValueOrDefault(node.Name).ToString("#")),
                new Text(jobs > 0 ? $"{jobs:N0}" : ""));
        }

        return table;
    }

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();
}
