using System.CommandLine;
using AmlIpNet.Cli.Demo;
using AmlIpNet.Cli.Demo.Cluster;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Softmax;
using AmlIpNet.Cli.Demo.View;
using AmlIpNet.Cli.Running;
using Spectre.Console;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip demo</c>: a model trained on real data by several processes.</summary>
internal static class DemoCommand
{
    private const int Shards = 4;

    private const string Description = """
        Train a model on handwritten digits: a Main node in this process, Computing nodes and a Status node in processes of
        their own, on this machine only unless --interface, --multicast or --peer says otherwise.

        The training digits are in 4 shards, the test digits are never seen by a worker. In each round every shard's data
        goes out with the merged model as a job; the mean of the solutions is the next merged model. As many jobs besides
        carry on each shard's own model, to show how far it would have come alone. Kill a worker while it runs: its job
        goes to another one.

        --json writes an object a line, at last
        {"event":"verdict","merged_accuracy":0.89,"best_worker_accuracy":0.86,"rounds":20,"jobs":160,"seconds":4.2,...}

        Example: amlip demo --rounds 10 --workers 2
        """;

    public static Command Create()
    {
        var command = new Command("demo", Description);
        var model = new Option<string>("--model") { Description = "The model: softmax (softmax regression)", HelpName = "MODEL", DefaultValueFactory = _ => "softmax" };
        model.AcceptOnlyFromAmong("softmax");
        var rounds = Options.Integer("--rounds", 1, 10_000, 20, "How many rounds");
        var workers = Options.Integer("--workers", 1, 64, 4, "How many Computing nodes");
        var seed = Options.Integer("--seed", 0, int.MaxValue, 1, "The same seed gives the same model");
        var engine = Options.Text<string>("--engine", "ENGINE", "The DDS engine: cyclone, or in-process for all nodes in this process, without a native library");
        engine.DefaultValueFactory = _ => Engines.Cyclone;
        engine.AcceptOnlyFromAmong(Engines.Cyclone, Engines.InProcess);
        var data = Options.Text<string?>("--data", "FILE", "The file of digits; by default the one that comes along");
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        foreach (var option in new Option[] { model, rounds, workers, seed, engine, data, json }) command.Options.Add(option);
        var node = new NodeArguments(command, "main");
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new MainNodeOptions { Name = node.Name(parse), Network = node.Network(parse, loopback: !node.NamesNetwork(parse)) };
            var split = DigitSplit.Create(DigitsFile.Read(parse.GetValue(data) ?? DigitsFile.DefaultPath), Shards);
            using var loggers = node.Loggers(parse);
            var dds = Engines.Create(parse.GetValue(engine)!);
            // Disposed in reverse: the Main node leaves before its workers, so that it does not take them for lost.
            await using IDemoCluster cluster = parse.GetValue(engine) == Engines.InProcess
                ? new InProcessCluster(dds, parse.GetValue(workers), options.Network, loggers)
                : new ProcessCluster(parse.GetValue(workers), node.ForChild(parse, options.Network));
            await using var main = MainNode.Create(dds, options, loggers);
            await using var view = CreateView(parse.GetValue(json));
            try
            {
                await new DemoRun(main, new Federation(split, (ulong)parse.GetValue(seed)), parse.GetValue(rounds), view).RunAsync(cluster, cancellationToken);
                return ExitCode.Ok;
            }
            catch (Exception error) when (error is DemoFailedException or JobException)
            {
                ErrorText.Write(error);
                return ExitCode.JobFailed;
            }
        });
        return command;
    }

    private static IDemoView CreateView(bool json)
    {
        if (json) return new JsonView(StandardOutput.Lines);
        return !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi
            ? new TableView(AnsiConsole.Console)
            : new PlainView(StandardOutput.Lines);
    }
}
