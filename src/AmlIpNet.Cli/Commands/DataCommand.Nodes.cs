using System.Collections.Immutable;
using System.CommandLine;
using AmlIpNet.Cli.Handlers;
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
        var functions = Options.Text<string[]>("--function", "NAME=CMD", "A function and the shell command that computes it; may be repeated");
        var slots = Options.Integer("--slots", 1, 10_000, 1, "How many functions run at a time");
        var memory = Options.Integer("--memory", 1, 1 << 24, 1_024, "MiB of values in memory");
        var spill = Options.Text<string?>("--spill", "DIR", "The folder for values on disk; by default the system's for temporary files");
        var managed = Options.Managed();
        foreach (var option in new Option[] { functions, slots, memory, spill, managed }) command.Options.Add(option);
        var node = new NodeArguments(command, "worker");
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(managed)) cancellationToken = Parent.Watch(interruption);
            using var loggers = node.Loggers(parse);
            var network = node.Network(parse);
            var handlers = new List<ExecHandler>();
            try
            {
                var options = new WorkerNodeOptions
                {
                    Name = node.Name(parse),
                    Network = network,
                    Slots = parse.GetValue(slots),
                    MemoryBytes = (long)parse.GetValue(memory) << 20,
                    SpillFolder = parse.GetValue(spill),
                    Functions = (parse.GetValue(functions) ?? []).Select(text => ReadFunction(text, network.MaxPayloadBytes, handlers)).ToImmutableDictionary(),
                };
                await using var worker = WorkerNode.Create(Engines.Create(), options, loggers);
                Console.Error.WriteLine($"{worker.Id} holds data on domain {network.Domain}. Ctrl-C leaves.");
                await StayAsync(cancellationToken);
                Console.Error.WriteLine($"{worker.Id} leaves, and {worker.Keys:N0} keys with it; it computed {worker.Computed:N0}.");
            }
            finally
            {
                foreach (var handler in handlers) handler.Dispose();
            }

            return interruption.Happened ? interruption.ExitCode : ExitCode.Ok;
        });
        return command;
    }

    private static KeyValuePair<string, DataFunction> ReadFunction(string text, int maxBytes, List<ExecHandler> handlers)
    {
        string[] parts = text.Split('=', 2);
        if (parts is not [{ Length: > 0 } name, { Length: > 0 } command]) throw new BadInputException($"The option --function is '{text}': write NAME=CMD, such as add='paste -sd+ - | bc'.");
        var handler = new ExecHandler(command, maxBytes);
        handlers.Add(handler);
        return new(name, async (call, cancellationToken) =>
        {
            byte[] input = new byte[call.Arguments.Length + call.Needed.Sum(value => value.Bytes.Length)];
            call.Arguments.CopyTo(input);
            int at = call.Arguments.Length;
            foreach (var value in call.Needed)
            {
                value.Bytes.CopyTo(input.AsMemory(at));
                at += value.Bytes.Length;
            }

            return new DataValue((await handler.SolveAsync(Job.FromMemory(input), cancellationToken)).Payload);
        });
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
