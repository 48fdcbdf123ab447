using System.CommandLine;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip job send</c>: jobs out of files.</summary>
internal static class JobCommand
{
    private const string SendDescription = """
        Send a file as a job and write its solution, byte for byte, to standard output; - is standard input.

        With --many every file of a folder is a job, and the solution of NAME is written to NAME.solution beside it, all of it
        or nothing. Hidden files and solutions are left out, and so are jobs that have a solution already, so that the same
        command goes on where it was stopped; --force sends them again. One failed job does not stop the others.

        Standard error tells who solved what; on a terminal, a bar shows how far it is. A job
        that fails is tried again elsewhere, --attempts in all; then standard error has its code and message. Exit code 1: a
        job failed or its time was up.

        Example: amlip job send model.bin --timeout 30 > solution.bin
                 amlip job send --many jobs --jobs 32
        """;

    public static Command Create() => new("job", "Send jobs.\n\nExample: amlip job send model.bin") { CreateSend() };

    private static Command CreateSend()
    {
        var command = new Command("send", SendDescription);
        var file = new Argument<string?>("FILE") { Description = "The job's bytes; - reads standard input", Arity = ArgumentArity.ZeroOrOne };
        var many = Options.Text<string?>("--many", "DIR", "Send every file of this folder");
        var force = new Option<bool>("--force") { Description = "With --many: send jobs that have a solution as well, and write it anew" };
        var jobs = Options.Integer("--jobs", 1, 10_000, 16, "With --many: how many jobs may be under way at a time");
        var timeout = Options.Seconds("--timeout", "Give a job up after this time; without it a job waits until it is solved");
        var priority = Options.Integer("--priority", -1_000, 1_000, 0, "Jobs of a higher priority go first");
        var attempts = Options.Integer("--attempts", 1, 1_000, JobOptions.Default.MaxAttempts, "How many executions may fail before the job fails");
        command.Arguments.Add(file);
        foreach (var option in new Option[] { many, force, jobs, timeout, priority, attempts }) command.Options.Add(option);
        var engine = new EngineOption(command);
        var node = new NodeArguments(command, "main");
        command.Validators.Add(result =>
        {
            if ((result.GetResult(file)?.Tokens.Count > 0) == Options.IsGiven(result, many)) result.AddError("Say what to send: a FILE, - for standard input, or --many DIR.");
            if (Options.IsGiven(result, force) && !Options.IsGiven(result, many)) result.AddError("The option --force goes with --many only: leave it out.");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new MainNodeOptions { Name = node.Name(parse), Network = node.Network(parse), AmlIpPlane = engine.CarriesAuctions(parse) };
            var folder = parse.GetValue(many) is { } path ? JobFolder.Open(path, parse.GetValue(force)) : null;
            var payload = folder is null ? await JobFile.ReadAsync(parse.GetValue(file)!, options.Network.MaxPayloadBytes, cancellationToken) : default;
            if (folder is { Files.Count: 0 })
            {
                Console.Error.WriteLine(folder.Summary);
                return ExitCode.Ok;
            }

            using var loggers = node.Loggers(parse);
            await using var main = MainNode.Create(engine.Create(parse), options, loggers);
            var terms = new JobOptions { Priority = parse.GetValue(priority), TimeLimit = parse.GetValue(timeout), MaxAttempts = parse.GetValue(attempts) };
            if (folder is not null)
                return await folder.SendAsync(main, parse.GetValue(jobs), terms, options.Network, cancellationToken) ? ExitCode.Ok : ExitCode.JobFailed;

            var solution = await SendAsync(main, terms, payload, parse.GetValue(file)!, options.Network.Domain, cancellationToken);
            if (solution is null) return ExitCode.JobFailed;
            var output = StandardOutput.Stream;
            await output.WriteAsync(solution.Payload, cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<Solution?> SendAsync(
        MainNode main, JobOptions terms, ReadOnlyMemory<byte> payload, string what, int domain, CancellationToken cancellationToken)
    {
        using var progress = new JobProgressLine();
        var sender = new JobSender(main, terms with { Progress = progress }, domain) { Tell = progress.WriteLine };
        return await sender.SendAsync(Job.FromMemory(payload), what, cancellationToken);
    }
}
