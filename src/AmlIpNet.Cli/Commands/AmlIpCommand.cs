using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>The root of the command line.</summary>
internal static class AmlIpCommand
{
    private static readonly string s_description = $"""
        Distribute the jobs of Main nodes over Computing nodes, by DDS, in the wire protocol of AML-IP.

        Try it:      amlip demo
        Two shells:  amlip compute --loopback --exec 'tr a-z A-Z'
                     echo hello | amlip job send - --loopback

        Why do they not meet?   amlip doctor
        Completion in bash:     source <(amlip completion bash)

        Exit codes:
        {string.Join('\n', ExitCode.All.Select(one => $"  {one.Code,3}  {one.Meaning}"))}

        The variable NO_COLOR takes the colours away.
        """;

    public static async Task<int> InvokeAsync(string[] args, Interruption interruption)
    {
        var root = new RootCommand(s_description)
        {
            MainCommand.Create(),
            ComputeCommand.Create(interruption),
            GuardCommand.Create(),
            JobCommand.Create(),
            PlanCommand.Create(),
            DataCommand.Create(interruption),
            ArtifactCommand.Create(interruption),
            StatusCommand.Create(interruption),
            DoctorCommand.Create(),
            DemoCommand.Create(),
            ReplayCommand.Create(),
            SimulateCommand.Create(),
            CompletionCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>()) foreach (string alias in new[] { "/h", "/?", "-?" }) help.Aliases.Remove(alias);
        var parse = root.Parse(args);
        if (parse.Action is ParseErrorAction) return Refuse(parse);
        // A command's own help tells all of it; the list of commands has a line for each.
        foreach (var command in parse.CommandResult.Command.Subcommands) command.Description = command.Description?.Split(['.', ':'])[0].ReplaceLineEndings(" ");
        ErrorText.Level = NodeArguments.LogLevelOf(parse);
        return await parse.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
    }

    private static int Refuse(ParseResult parse)
    {
        foreach (var error in parse.Errors) Console.Error.WriteLine($"amlip: {error.Message}");
        var names = new Stack<string>();
        for (var result = parse.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(result.Command is RootCommand ? "amlip" : result.Command.Name);
        Console.Error.WriteLine($"See: {string.Join(' ', names)} --help");
        return ExitCode.BadInput;
    }
}
