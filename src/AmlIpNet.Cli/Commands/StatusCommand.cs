using System.CommandLine;
using AmlIpNet.Cli.Processes;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;
using Spectre.Console;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip status</c>: a Status node.</summary>
internal static class StatusCommand
{
    private const string Description = """
        Watch the nodes of the domain: a live table on a terminal, otherwise a line for each change.

        --json writes an object for each change on a line of its own:
        {"node":"cp.a1.a2.a3.a4","name":"cp","kind":"computing","state":"running","lost":false,"seen":"...","host":"blade-7",
        "load":{"slots":4,"running":1,"done":17,"failed":0,"host":"blade-7","draining":false,"suspected":false}}
        lost tells a node that vanished without a word from one that said farewell; suspected, one that shows no sign of
        life and may soon be lost. AML-IP's own nodes have no load; host is what a node's DDS participant tells.

        Example: amlip status --once
        """;

    public static Command Create(Interruption interruption)
    {
        var command = new Command("status", Description);
        var once = new Option<bool>("--once") { Description = "Show the nodes that are there, and end" };
        var wait = Options.Seconds("--wait", "With --once: how long to look for nodes; by default 2");
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        var managed = Options.Managed();
        foreach (var option in new Option[] { once, wait, json, managed }) command.Options.Add(option);
        var engine = new EngineOption(command);
        var node = new NodeArguments(command, "status");
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(managed)) cancellationToken = Parent.Watch(interruption);
            var options = new StatusNodeOptions { Name = node.Name(parse), Network = node.Network(parse) };
            using var loggers = node.Loggers(parse);
            await using var status = StatusNode.Create(engine.Create(parse), options, loggers);
            var asJson = parse.GetValue(json);
            try
            {
                if (parse.GetValue(once)) await ShowOnceAsync(status, parse.GetValue(wait) ?? TimeSpan.FromSeconds(2), asJson, cancellationToken);
                else if (asJson || Console.IsOutputRedirected) await WriteChangesAsync(status, asJson, cancellationToken);
                else await ShowTableAsync(status, options.Network.Domain, cancellationToken);
            }
            catch (OperationCanceledException) when (!interruption.Happened)
            {
                // The parent has gone.
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ShowOnceAsync(StatusNode status, TimeSpan wait, bool json, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, cancellationToken);
        var nodes = Others(status);
        if (json) foreach (var node in nodes) StandardOutput.Lines.WriteLine(StatusJson.Of(node).ToLine());
        else Terminal.Console.Write(StatusTableView.Render(nodes, DateTimeOffset.UtcNow));
    }

    private static IEnumerable<NodeStatus> Others(StatusNode status) => status.Nodes.Where(node => node.Id != status.Id);

    private static async Task WriteChangesAsync(StatusNode status, bool json, CancellationToken cancellationToken)
    {
        var told = new Dictionary<NodeId, string>();
        await foreach (var change in status.WatchAsync(cancellationToken))
        {
            if (change.Id == status.Id) continue; // that it is there itself is no news
            string what = Describe(change);
            if (!json && told.GetValueOrDefault(change.Id) == what) continue; // only its numbers are others
            told[change.Id] = what;
            StandardOutput.Lines.WriteLine(json
                ? StatusJson.Of(change).ToLine()
                : $"{change.LastSeen.ToLocalTime():HH:mm:ss.fff} {change.Id} {Names.Of(change.Kind)} {what}");
            if (change.State == NodeState.Dropped) told.Remove(change.Id);
        }
    }

    private static string Describe(NodeStatus node)
    {
        string more = node.IsLost ? " (lost)" : node.State == NodeState.Dropped ? ""
            : node.Load is { IsSuspected: true } ? " (suspected)"
            : node.Load is { IsDraining: true, Slots: > 0 } ? " (draining)" : "";
        return Names.Of(node.State) + more;
    }

    private static async Task ShowTableAsync(StatusNode status, int domain, CancellationToken cancellationToken)
    {
        AnsiConsole.MarkupLineInterpolated($"Nodes of domain {domain}. Ctrl-C leaves.");
        await AnsiConsole.Live(StatusTableView.Render([], DateTimeOffset.UtcNow)).AutoClear(false).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
            do
            {
                live.UpdateTarget(StatusTableView.Render(Others(status), DateTimeOffset.UtcNow));
                live.Refresh();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        });
    }
}
