using System.CommandLine;
using AmlIpNet.Cli.Demo;
using AmlIpNet.Cli.Demo.AmlBars;
using AmlIpNet.Cli.Demo.Cluster;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Picture;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Training;
using AmlIpNet.Cli.Demo.View;
using AmlIpNet.Cli.Running;
using AmlIpNet.Distribution;
using Spectre.Console;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip demo</c>: a model trained on real data by several processes.</summary>
internal static class DemoCommand
{
    private const int Shards = 4;

    private const string Description = """
        Learn handwritten digits: a Main node in this process, Computing nodes and a Status node in processes of their own, on
        this machine only unless --interface, --multicast or --peer says otherwise.

        The training digits are in 4 shards, the test digits are never seen by a worker. In each round every shard's next
        images go out with the merged model as a job, and what the solutions add is merged into the next model. As a
        control, as many jobs train each shard on its own, to show how far it would have come alone. Kill a worker while it
        runs: its job goes to another one, and the result stays the same.

        --plan greco-latin does it by plan: in as many rounds as there are workers each meets each shard once, and each stream
        of random numbers once; the verdict tells from who solved what whether it was so.

        --json writes an object a line, at last
        {"event":"verdict","model":"aml","merged_accuracy":0.972,"best_worker_accuracy":0.924,"rounds":30,"jobs":240,...}

        Example: amlip demo --rounds 10 --workers 2
        """;

    public static Command Create()
    {
        var command = new Command("demo", Description);
        var model = new Option<string>("--model") { Description = "The model: aml (atoms, merged by union and filter) or softmax (softmax regression, merged by the mean)", HelpName = "MODEL", DefaultValueFactory = _ => DemoModels.Default };
        model.AcceptOnlyFromAmong(DemoModels.Names);
        var rounds = Options.Integer("--rounds", 1, 10_000, DemoModels.Rounds(DemoModels.Default), "How many rounds; softmax takes 20 unless you say so");
        var bars = new Option<bool>("--bars") { Description = "Instead of digits: four workers on the bars problem, merged raw and filtered, in seconds" };
        var control = new Option<bool>("--control") { Description = "Train each shard on its own as well, to compare with (--control false: do not)", DefaultValueFactory = _ => true };
        var workers = Options.Integer("--workers", 1, 64, 4, "How many Computing nodes");
        var seed = Options.Integer("--seed", 0, int.MaxValue, 1, "The same seed gives the same model");
        var engine = Options.Text<string>("--engine", "ENGINE", "The DDS engine: cyclone, or in-process for all nodes in this process, without a native library");
        engine.DefaultValueFactory = _ => Engines.Cyclone;
        engine.AcceptOnlyFromAmong(Engines.Cyclone, Engines.InProcess);
        var data = Options.Text<string?>("--data", "FILE", "The file of digits; by default the one that comes along");
        var split = Options.Integer("--split", 0, int.MaxValue, 1, "Which digits are held out, and which shard has which");
        var picture = Options.Text<string?>("--picture", "FILE", $"Where the picture of the run goes, as SVG; by default {PictureFile.DefaultName} in this folder");
        var planned = Options.Text<string?>("--plan", "METHOD", "Who does what by plan: greco-latin, or latin; then there are as many shards as workers");
        planned.AcceptOnlyFromAmong("greco-latin", "latin");
        var weak = Options.Integer("--weak", 0, 64, 0, "With --plan: how many workers cannot take the jobs of the last kind");
        var digests = new Option<bool>("--digests") { Description = "Send Computing nodes digests of what they have of earlier jobs (--digests false: each job as a whole, to compare)", DefaultValueFactory = _ => true };
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        foreach (var option in new Option[] { model, bars, rounds, control, workers, seed, engine, data, split, picture, planned, weak, digests, json }) command.Options.Add(option);
        var strategy = new StrategyOption(command);
        var node = new NodeArguments(command, "main");
        command.Validators.Add(result =>
        {
            var ofDigits = new Option[] { model, rounds, control, data, split, picture, planned, weak }.FirstOrDefault(option => Options.IsGiven(result, option));
            if (Options.IsGiven(result, bars) && ofDigits is not null) result.AddError($"The options --bars and {ofDigits.Name} contradict each other: {ofDigits.Name} is about digits. Leave one of them out.");
            if (Options.IsGiven(result, planned) && Options.IsGiven(result, strategy.Option)) result.AddError("The options --plan and --strategy contradict each other: a plan says who gets which job. Leave one of them out.");
            if (result.GetValue(weak) > 0 && result.GetValue(planned) is null) result.AddError("The option --weak is for plans: add --plan greco-latin.");
            if (result.GetValue(weak) > 0 && result.GetValue(weak) >= result.GetValue(workers)) result.AddError("All workers are weak: one at least must be able to take the jobs of the last kind. Use a lower --weak.");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            var seedOfRun = (ulong)parse.GetValue(seed);
            var plan = parse.GetValue(planned) is { } method ? new DemoPlan(method == "latin" ? PlanMethod.Latin : PlanMethod.GrecoLatin, parse.GetValue(workers), parse.GetValue(weak), seedOfRun) : null;
            var options = new MainNodeOptions { Name = node.Name(parse), Network = node.Network(parse, loopback: !node.NamesNetwork(parse)), Strategy = plan?.Strategy ?? strategy.Get(parse) };
            if (!parse.GetValue(digests)) options = options with { RememberedParts = 0 };
            var name = parse.GetValue(model)!;
            IDemoTraining training = parse.GetValue(bars)
                ? new BarsTraining(seedOfRun)
                : DemoModels.Create(name, DigitSplit.Create(DigitsFile.Read(parse.GetValue(data) ?? DigitsFile.DefaultPath), plan is null ? Shards : parse.GetValue(workers), (ulong)parse.GetValue(split)), seedOfRun, parse.GetValue(control), plan);
            var length = parse.GetValue(bars) ? 1 : Options.IsGiven(parse.CommandResult, rounds) ? parse.GetValue(rounds) : DemoModels.Rounds(name);
            var file = PictureFile.At(parse.GetValue(picture));
            using var loggers = node.Loggers(parse);
            var dds = Engines.Create(parse.GetValue(engine)!);
            // Disposed in reverse: the Main node leaves before its workers, so that it does not take them for lost.
            await using IDemoCluster cluster = parse.GetValue(engine) == Engines.InProcess
                ? new InProcessCluster(dds, parse.GetValue(workers), training.Handler, options.Network, loggers, plan)
                : new ProcessCluster(parse.GetValue(workers), training.Handler, node.ForChild(parse, options.Network), plan);
            await using var main = MainNode.Create(dds, options, loggers);
            await using var view = CreateView(parse.GetValue(json));
            try
            {
                await new DemoRun(main, training, length, file, view, plan).RunAsync(cluster, cancellationToken);
                return ExitCode.Ok;
            }
            catch (DemoFailedException error)
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
