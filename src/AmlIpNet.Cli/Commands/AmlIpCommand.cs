using System.CommandLine;
using System.CommandLine.Invocation;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>The root of the command line.</summary>
internal static class AmlIpCommand
{
    private const string Description = """
        Distribute the jobs of Main nodes over Computing nodes, by DDS, in the wire protocol of AML-IP.

        Try it:      amlip demo
        Two shells:  amlip compute --loopback --exec 'tr a-z A-Z'
                     echo hello | amlip job send - --loopback

        Exit codes:  0 done; 1 a job failed, its time was up, or a replay differs; 2 bad input;
                     70 unexpected error; 130 interrupted (Ctrl-C)
        """;

    public static async Task<int> InvokeAsync(string[] args, Interruption interruption)
    {
        var root = new RootCommand(Description)
        {
            MainCommand.Create(),
            ComputeCommand.Create(interruption),
            GuardCommand.Create(),
            JobCommand.Create(),
            StatusCommand.Create(interruption),
            DoctorCommand.Create(),
            DemoCommand.Create(),
            ReplayCommand.Create(),
            SimulateCommand.Create(),
        };
        var parse = root.Parse(args);
        if (parse.Action is ParseErrorAction) return Refuse(parse);
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
