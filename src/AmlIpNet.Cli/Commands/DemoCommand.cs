using System.CommandLine;
using AmlIpNet.Cli.Demo;
using AmlIpNet.Cli.Demo.Cluster;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Picture;
using AmlIpNet.Cli.Demo.Training;
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
        goes out with the merged model as a job, and the solutions are merged into the next model. As a control, as many
        jobs carry on each shard's own model, to show how far it would have come alone. Kill a worker while it runs: its
        job goes to another one.

        --json writes an object a line, at last
        {"event":"verdict","merged_accuracy":0.89,"best_worker_accuracy":0.86,"rounds":20,"jobs":160,"seconds":4.2,...}

        Example: amlip demo --rounds 10 --workers 2
        """;

    public static Command Create()
    {
        var command = new Command("demo", Description);
        var model = new Option<string>("--model") { Description = "The model: softmax (softmax regression, the mean of the solutions is the next model)", HelpName = "MODEL", DefaultValueFactory = _ => DemoModels.Default };
        model.AcceptOnlyFromAmong(DemoModels.Names);
        var rounds = Options.Integer("--rounds", 1, 10_000, DemoModels.Rounds(DemoModels.Default), "How many rounds");
        var control = new Option<bool>("--control") { Description = "Train each shard on its own as well, to compare with (--control false: do not)", DefaultValueFactory = _ => true };
        var workers = Options.Integer("--workers", 1, 64, 4, "How many Computing nodes");
        var seed = Options.Integer("--seed", 0, int.MaxValue, 1, "The same seed gives the same model");
        var engine = Options.Text<string>("--engine", "ENGINE", "The DDS engine: cyclone, or in-process for all nodes in this process, without a native library");
        engine.DefaultValueFactory = _ => Engines.Cyclone;
        engine.AcceptOnlyFromAmong(Engines.Cyclone, Engines.InProcess);
        var data = Options.Text<string?>("--data", "FILE", "The file of digits; by default the one that comes along");
        var split = Options.Integer("--split", 0, int.MaxValue, 1, "Which digits are held out, and which shard has which");
        var picture = Options.Text<string?>("--picture", "FILE", $"Where the picture of the run goes, as SVG; by default {PictureFile.DefaultName} in this folder");
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        foreach (var option in new Option[] { model, rounds, control, workers, seed, engine, data, split, picture, json }) command.Options.Add(option);
        var node = new NodeArguments(command, "main");
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new MainNodeOptions { Name = node.Name(parse), Network = node.Network(parse, loopback: !node.NamesNetwork(parse)) };
            var digits = DigitSplit.Create(DigitsFile.Read(parse.GetValue(data) ?? DigitsFile.DefaultPath), Shards, (ulong)parse.GetValue(split));
            var name = parse.GetValue(model)!;
            var training = DemoModels.Create(name, digits, (ulong)parse.GetValue(seed), parse.GetValue(control));
            var length = parse.GetResult(rounds) is { Implicit: false } ? parse.GetValue(rounds) : DemoModels.Rounds(name);
            var file = PictureFile.At(parse.GetValue(picture));
            using var loggers = node.Loggers(parse);
            var dds = Engines.Create(parse.GetValue(engine)!);
            // Disposed in reverse: the Main node leaves before its workers, so that it does not take them for lost.
            await using IDemoCluster cluster = parse.GetValue(engine) == Engines.InProcess
                ? new InProcessCluster(dds, parse.GetValue(workers), training.Handler, options.Network, loggers)
                : new ProcessCluster(parse.GetValue(workers), training.Handler, node.ForChild(parse, options.Network));
            await using var main = MainNode.Create(dds, options, loggers);
            await using var view = CreateView(parse.GetValue(json));
            try
            {
                await new DemoRun(main, training, length, file, view).RunAsync(cluster, cancellationToken);
                return ExitCode.Ok;
            }
            catch (Exception error) when (error is DemoFailedException or JobQuarantinedException)
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
