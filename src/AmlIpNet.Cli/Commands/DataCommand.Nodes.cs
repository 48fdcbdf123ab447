using System.CommandLine;
using AmlIpNet.Cli.Processes;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

// The nodes of a data space.
internal static partial class DataCommand
{
    private const string WorkerDescription = """
        Hold values of the data space, and compute new ones.

        Each --function NAME=CMD is a function that `amlip data compute` can name: a shell command whose standard input is the
        arguments and then the needed values, one after the other, and whose standard output is the value. Values beyond
        --memory go to disk.

        Example: amlip data worker --name alice --function add='paste -sd+ - | bc'
        """;

    private static Command CreateCenter(Interruption interruption)
    {
        var command = new Command("center", "Know who has what in the data space. A Center that starts anew learns it from the workers; there may be several.");
        var managed = Options.Managed();
        command.Options.Add(managed);
        var node = new NodeArguments(command, "center");
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(managed)) cancellationToken = Parent.Watch(interruption);
            using var loggers = node.Loggers(parse);
            var options = new CenterNodeOptions { Name = node.Name(parse), Network = node.Network(parse) };
            await using var center = CenterNode.Create(Engines.Create(), options, loggers);
            Console.Error.WriteLine($"{center.Id} is a Center on domain {options.Network.Domain}. Ctrl-C leaves.");
            await StayAsync(cancellationToken);
            Console.Error.WriteLine($"{center.Id} leaves: it knew {center.Keys:N0} keys.");
            return interruption.Happened ? interruption.ExitCode : ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateWorker(Interruption interruption)
    {
        var command = new Command("worker", WorkerDescription);
        var slots = Options.Integer("--slots", 1, 10_000, 1, "How many functions run at a time");
        var managed = Options.Managed();
        foreach (var option in new Option[] { slots, managed }) command.Options.Add(option);
        var data = new DataWorkerArguments(command);
        var node = new NodeArguments(command, "worker");
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(managed)) cancellationToken = Parent.Watch(interruption);
            using var loggers = node.Loggers(parse);
            var (options, commands) = data.Read(parse, node.Name(parse), node.Network(parse), parse.GetValue(slots));
            using var handlers = commands;
            await using var worker = WorkerNode.Create(Engines.Create(), options, loggers);
            Console.Error.WriteLine($"{worker.Id} holds data on domain {options.Network.Domain}. Ctrl-C leaves.");
            await StayAsync(cancellationToken);
            Console.Error.WriteLine($"{worker.Id} leaves, and {worker.Keys:N0} keys with it; it computed {worker.Computed:N0}.");
            return interruption.Happened ? interruption.ExitCode : ExitCode.Ok;
        });
        return command;
    }

    private static async Task StayAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It is time to leave.
        }
    }
}
