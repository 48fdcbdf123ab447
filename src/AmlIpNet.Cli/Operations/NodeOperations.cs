using System.Collections.Immutable;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Operations;

/// <summary>The operations of a node that the command line starts: those of the library, of Algebraic Machine Learning, and the user's commands.</summary>
internal sealed class NodeOperations : IDisposable
{
    private readonly List<ExecOperation> _commands = [];

    /// <exception cref="BadInputException">A command is not written as NAME=CMD, or its name is taken.</exception>
    public NodeOperations(IEnumerable<string> commands, int maxBytes, bool tellsErrors = false)
    {
        var all = Known.ToBuilder();
        foreach (string text in commands)
        {
            var command = ExecOperation.Parse(text, maxBytes, tellsErrors);
            _commands.Add(command);
            if (!all.TryAdd(command.Name, command.RunAsync)) throw new BadInputException($"The operation {command.Name} is there already: give the --exec another name.");
        }

        All = all.ToImmutable();
    }

    /// <summary>Those that need no option.</summary>
    public static ImmutableDictionary<string, ArtifactOperation> Known { get; } = BuiltInOperations.All.AddRange(AmlOperations.All);

    public ImmutableDictionary<string, ArtifactOperation> All { get; }

    public void Dispose()
    {
        foreach (var command in _commands) command.Dispose();
    }
}
