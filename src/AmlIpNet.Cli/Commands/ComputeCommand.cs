using System.CommandLine;
using AmlIpNet.Cli.Handlers;
using AmlIpNet.Cli.Processes;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip compute</c>: a Computing node.</summary>
internal static class ComputeCommand
{
    private const string Description = """
        Solve jobs: with a command of yours, or with a built-in handler.

        With --exec each job's bytes are the command's standard input and its standard output is the solution. The
        variables AMLIP_CLIENT and AMLIP_TASK say whose job it is. A line AMLIP_PROGRESS 0.5 TEXT on its standard error
        tells the sender how far it is. An exit code other than 0 is a failure: the sender gets the code and the last lines
        of standard error, and may try elsewhere. AML-IP's own nodes cannot be told: for them the command is tried once
        more, then --on-failure decides. It runs in a shell, at most --slots of it at a time, and is killed with this node,
        as is all that it started.

        With --data the process is a worker of the data space too, beside the Computing node and under its name: it holds
        values, and computes new ones with each --function, at most --slots of them at a time besides the jobs.

        Example: amlip compute --name upper --exec 'tr a-z A-Z' --slots 4
        """;

    public static Command Create(Interruption interruption)
    {
        var command = new Command("compute", Description);
        var exec = Options.Text<string?>("--exec", "CMD", "The shell command that solves a job");
        var handler = Options.Text<string?>("--handler", "NAME", "A built-in handler: echo sends each job back, aml does training jobs of Algebraic Machine Learning, softmax is the worker of `amlip demo --model softmax`");
        handler.AcceptOnlyFromAmong(BuiltInHandler.Names);
        var slots = Options.Integer("--slots", 1, 10_000, 1, "How many jobs run at a time");
        var attributes = Options.Text<string[]>("--attribute", "KEY=VALUE", "What this node tells of itself besides host, cores, memory and slots, for strategies and plans; may be repeated");
        var isDataWorker = new Option<bool>("--data") { Description = "Be a worker of the data space too" };
        var onFailure = FailureReply.CreateOption("After the second failure of a job of AML-IP's own nodes");
        var managed = Options.Managed();
        foreach (var option in new Option[] { exec, handler, slots, attributes, onFailure, isDataWorker, managed }) command.Options.Add(option);
        var data = new DataWorkerArguments(command, onlyWith: isDataWorker);
        var engine = new EngineOption(command);
        var node = new NodeArguments(command, "computing", records: true);

        command.Validators.Add(result =>
        {
            if (Options.IsGiven(result, exec) == Options.IsGiven(result, handler)) result.AddError("Say how to solve jobs: --exec 'CMD', or --handler NAME.");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(managed)) cancellationToken = Parent.Watch(interruption);
            var options = new ComputingNodeOptions
            {
                Name = node.Name(parse),
                Network = node.Network(parse),
                Slots = parse.GetValue(slots),
                Attributes = AttributeArgument.Read(parse.GetValue(attributes) ?? []),
                AmlIpPlane = engine.CarriesAuctions(parse),
                FailureReply = FailureReply.Parse(parse.GetValue(onFailure)),
            };
            using var execHandler = parse.GetValue(exec) is { } commandLine ? new ExecHandler(commandLine, options.Network.MaxPayloadBytes) : null;
            JobHandler solve = execHandler is not null ? execHandler.SolveAsync : BuiltInHandler.Get(parse.GetValue(handler)!);
            using var loggers = node.Loggers(parse);
            var (dataOptions, dataCommands) = data.Read(parse, options.Name, options.Network, options.Slots);
            using var functions = dataCommands;
            var ddsEngine = engine.Create(parse);
            await using var computing = ComputingNode.Create(ddsEngine, options, loggers);
            await using var recording = node.Recording(parse, computing.GetFlightRecordingAsync);
            await using var dataWorker = parse.GetValue(isDataWorker) ? WorkerNode.Create(ddsEngine, dataOptions with { AmlIpPlane = options.AmlIpPlane }, loggers) : null;
            if (dataWorker is not null) Console.Error.WriteLine($"{dataWorker.Id} holds data beside it.");
            Console.Error.WriteLine($"{computing.Id} takes jobs on domain {options.Network.Domain}, {options.Slots} at a time. Ctrl-C leaves.");
            await using var leaving = cancellationToken.Register(() =>
            {
                if (computing.RunningJobs is > 0 and var running)
                    Console.Error.WriteLine($"Finishing {running} running job{(running == 1 ? "" : "s")}, at most {options.DrainTimeout.TotalSeconds:0} s. Ctrl-C again ends at once.");
            });
            await computing.RunAsync(solve, cancellationToken);
            Console.Error.WriteLine($"{computing.Id} leaves: {computing.SolvedJobs:N0} jobs solved, {computing.FailedJobs:N0} failed.");
            return interruption.Happened ? interruption.ExitCode : ExitCode.Ok;
        });
        return command;
    }
}
