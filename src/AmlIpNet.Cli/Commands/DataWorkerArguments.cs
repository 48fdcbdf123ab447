using System.Collections.Immutable;
using System.CommandLine;
using AmlIpNet.Cli.Handlers;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>The options of a worker of a data space, whether it is a command of its own or beside a Computing node.</summary>
internal sealed class DataWorkerArguments
{
    private readonly Option<string[]> _functions = Options.Text<string[]>("--function", "NAME=CMD", "A function of the data space and the shell command that computes it; may be repeated");
    private readonly Option<int> _memory = Options.Integer("--memory", 1, 1 << 24, 1_024, "MiB of values in memory");
    private readonly Option<string?> _spill = Options.Text<string?>("--spill", "DIR", "The folder for values on disk; by default the system's for temporary files");

    /// <param name="command">Gets the options.</param>
    /// <param name="onlyWith">The option without which they mean nothing; null for none.</param>
    public DataWorkerArguments(Command command, Option<bool>? onlyWith = null)
    {
        Option[] all = [_functions, _memory, _spill];
        foreach (var option in all) command.Options.Add(option);
        if (onlyWith is null) return;
        command.Validators.Add(result =>
        {
            if (all.FirstOrDefault(option => Options.IsGiven(result, option)) is { } given && !Options.IsGiven(result, onlyWith))
                result.AddError($"The option {given.Name} is for a worker of the data space: add {onlyWith.Name}, or leave it out.");
        });
    }

    /// <summary>The worker's options, and the commands that it runs; they are disposed after it.</summary>
    /// <exception cref="BadInputException">A function is none, or two have one name.</exception>
    public (WorkerNodeOptions Options, ExecHandlers Commands) Read(ParseResult parse, string name, NetworkOptions network, int slots)
    {
        var commands = new ExecHandlers();
        try
        {
            var functions = ImmutableDictionary.CreateBuilder<string, DataFunction>();
            foreach (string text in parse.GetValue(_functions) ?? [])
            {
                if (text.Split('=', 2) is not [{ Length: > 0 } function, { Length: > 0 } command]) throw new BadInputException($"The option --function is '{text}': write NAME=CMD, such as add='paste -sd+ - | bc'.");
                if (!functions.TryAdd(function, commands.Add(command, network.MaxPayloadBytes))) throw new BadInputException($"The option --function names '{function}' twice: give each function a name of its own.");
            }

            return (new WorkerNodeOptions
            {
                Name = name,
                Network = network,
                Slots = slots,
                MemoryBytes = (long)parse.GetValue(_memory) << 20,
                SpillFolder = parse.GetValue(_spill),
                Functions = functions.ToImmutable(),
            }, commands);
        }
        catch
        {
            commands.Dispose();
            throw;
        }
    }

    /// <summary>The shell commands that are functions.</summary>
    public sealed class ExecHandlers : IDisposable
    {
        private readonly List<ExecHandler> _all = [];

        public DataFunction Add(string command, int maxBytes)
        {
            var handler = new ExecHandler(command, maxBytes);
            _all.Add(handler);
            return async (call, cancellationToken) => new DataValue((await handler.SolveAsync(Job.FromMemory(Input(call)), cancellationToken)).Payload);
        }

        public void Dispose()
        {
            foreach (var handler in _all) handler.Dispose();
        }

        private static byte[] Input(DataCall call)
        {
            byte[] input = new byte[call.Arguments.Length + call.Needed.Sum(value => value.Bytes.Length)];
            call.Arguments.CopyTo(input);
            int at = call.Arguments.Length;
            foreach (var value in call.Needed)
            {
                value.Bytes.CopyTo(input.AsMemory(at));
                at += value.Bytes.Length;
            }

            return input;
        }
    }
}
