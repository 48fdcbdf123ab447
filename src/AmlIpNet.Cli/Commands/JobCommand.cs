using System.CommandLine;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip job send</c>: jobs out of files.</summary>
internal static class JobCommand
{
    private const string SendDescription = """
        Send a file as a job and write its solution, byte for byte, to standard output; - is standard input.

        With --many every file of a folder is a job, and the solution of NAME is written to NAME.solution beside it (hidden
        files and solutions are left out). Standard error tells who solved what. Exit code 1: a job failed or its time was
        up.

        Example: amlip job send model.bin --timeout 30 > solution.bin
        """;

    public static Command Create() => new("job", "Send jobs.") { CreateSend() };

    private static Command CreateSend()
    {
        var command = new Command("send", SendDescription);
        var file = new Argument<string?>("FILE") { Description = "The job's bytes; - reads standard input", Arity = ArgumentArity.ZeroOrOne };
        var many = Options.Text<string?>("--many", "DIR", "Send every file of this folder");
        var jobs = Options.Integer("--jobs", 1, 10_000, 16, "With --many: how many jobs may be under way at a time");
        var timeout = Options.Seconds("--timeout", "Give a job up after this time; without it a job waits until it is solved");
        command.Arguments.Add(file);
        foreach (var option in new Option[] { many, jobs, timeout }) command.Options.Add(option);
        var node = new NodeArguments(command, "main");
        command.Validators.Add(result =>
        {
            if ((result.GetValue(file) is null) == (result.GetValue(many) is null)) result.AddError("Say what to send: a FILE, - for standard input, or --many DIR.");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new MainNodeOptions { Name = node.Name(parse), Network = node.Network(parse) };
            var folder = parse.GetValue(many) is { } path ? JobFolder.Open(path) : null;
            var payload = folder is null ? await JobFile.ReadAsync(parse.GetValue(file)!, options.Network.MaxPayloadBytes, cancellationToken) : default;
            using var loggers = node.Loggers(parse);
            await using var main = MainNode.Create(Engines.Create(), options, loggers);
            if (folder is not null)
                return await folder.SendAsync(main, parse.GetValue(jobs), parse.GetValue(timeout), options.Network, cancellationToken) ? ExitCode.Ok : ExitCode.JobFailed;

            var solution = await new JobSender(main, parse.GetValue(timeout), options.Network.Domain).SendAsync(Job.FromMemory(payload), parse.GetValue(file)!, cancellationToken);
            if (solution is null) return ExitCode.JobFailed;
            var output = StandardOutput.Stream;
            await output.WriteAsync(solution.Payload, cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
