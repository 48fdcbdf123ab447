using System.CommandLine;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip data</c>: the data space, and what a client does in it.</summary>
internal static partial class DataCommand
{
    private const string Description = """
        Keep data with workers, and compute where it lies.

        Workers hold values under keys, a Center knows who has what, and values go from node to node. Start one `amlip data
        center`, workers with `amlip data worker`, and then put, get, compute.

        Example: echo 1 | amlip data put x -
        """;

    public static Command Create(Interruption interruption) => new("data", Description)
    {
        CreateCenter(interruption),
        CreateWorker(interruption),
        CreatePut(),
        CreateGet(),
        CreateCompute(),
        CreateList(),
        CreateWhoHas(),
        CreateWorkers(),
        CreateRemove(),
        CreateReplicate(),
        CreateRebalance(),
    };

    private static Argument<string> Key() => new("KEY") { Description = "The value's key" };

    private static Argument<string[]> Keys() => new("KEY") { Description = "Keys", Arity = ArgumentArity.OneOrMore };

    /// <summary>A command that joins as a client, does its work, and leaves.</summary>
    private static Command ClientCommand(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, DataSpaceClient, CancellationToken, Task> work)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }

        var timeout = Options.Seconds("--timeout", "How long to wait for a Center and workers; by default 30");
        command.Options.Add(timeout);
        var node = new NodeArguments(command, "data");
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new DataSpaceClientOptions { Name = node.Name(parse), Network = node.Network(parse) };
            if (parse.GetValue(timeout) is { } patience) options = options with { PeerTimeout = patience };
            using var loggers = node.Loggers(parse);
            await using var client = DataSpaceClient.Create(Engines.Create(), options, loggers);
            try
            {
                await work(parse, client, cancellationToken);
                return ExitCode.Ok;
            }
            catch (DataSpaceException error)
            {
                Console.Error.WriteLine($"amlip: {error.Message}");
                return ExitCode.JobFailed;
            }
        });
        return command;
    }
}
