using System.CommandLine;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip artifact</c>: workflows of steps over workers' data.</summary>
internal static partial class ArtifactCommand
{
    private const string Description = """
        Run workflows of steps over data that stays with workers.

        A scheduler turns an artifact's steps into jobs for the workers that have the data, and keeps them in its database. Start
        one `amlip artifact scheduler`, and an `amlip artifact worker` where data lies; then submit a file of JSON or YAML.

        Example: amlip artifact submit count.yaml --watch
        """;

    public static Command Create(Interruption interruption) => new("artifact", Description)
    {
        CreateScheduler(interruption),
        CreateWorker(interruption),
        CreateCheck(),
        CreateSubmit(),
        CreateStatus(),
        CreateList(),
        CreateCancel(),
        CreateResume(),
        CreateForget(),
        CreateDownload(),
        CreateResources(),
        CreateAudit(),
    };

    private static Argument<string> Id() => new("ID") { Description = "The artifact's id" };

    private static Option<bool> Json() => new("--json") { Description = "Write JSON, one object a line" };

    /// <summary>A command that joins as a workbench, does its work, and leaves.</summary>
    private static Command WorkbenchCommand(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, Workbench, CancellationToken, Task<int>> work)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }

        var scheduler = Options.Text<string?>("--scheduler", "NAME", "The scheduler's name; by default the only one that there is");
        var timeout = Options.Seconds("--timeout", "How long to wait for the scheduler; by default 30");
        command.Options.Add(scheduler);
        command.Options.Add(timeout);
        var node = new NodeArguments(command, "workbench");
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new WorkbenchOptions { Name = node.Name(parse), Network = node.Network(parse), Scheduler = parse.GetValue(scheduler) };
            if (parse.GetValue(timeout) is { } patience) options = options with { PeerTimeout = patience };
            using var loggers = node.Loggers(parse);
            await using var workbench = Workbench.Create(Engines.Create(), options, loggers);
            try
            {
                return await work(parse, workbench, cancellationToken);
            }
            catch (Exception error) when (error is DataSpaceException or ArtifactFailedException or DownloadRefusedException or SchedulerException)
            {
                Console.Error.WriteLine(SafeText.OfLines($"amlip: {error.Message}"));
                return ExitCode.JobFailed;
            }
        });
        return command;
    }
}
