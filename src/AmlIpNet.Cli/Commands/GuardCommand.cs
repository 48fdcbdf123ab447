using System.CommandLine;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip guard</c>: a guardian for AML-IP's own Main nodes.</summary>
internal static class GuardCommand
{
    private const string Description = """
        Guard the jobs of unmodified AML-IP Main nodes (C++ or Python): to them this is a Computing node; it gets each of their
        jobs solved by the Computing nodes of AmlIpNet, and sends it to another one when the first one dies. While a
        guardian is there those nodes leave AML-IP's auctions to it. It answers for no more jobs than their free slots.

        Example: amlip guard --domain 166
        """;

    public static Command Create()
    {
        var command = new Command("guard", Description);
        var jobs = Options.Integer("--jobs", 1, 10_000, 256, "How many jobs may be under way at a time");
        var attempts = Options.Integer("--attempts", 1, 1_000, 2, "How many executions of a job may fail by their handler");
        var timeout = Options.Seconds("--timeout", "Give a job up after this time; without it a job waits until it is solved");
        var onFailure = FailureReply.CreateOption("When a job failed");
        foreach (var option in new Option[] { jobs, attempts, timeout, onFailure }) command.Options.Add(option);
        var node = new NodeArguments(command, "guardian");
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new GuardianNodeOptions
            {
                Name = node.Name(parse),
                Network = node.Network(parse),
                MaxJobs = parse.GetValue(jobs),
                Jobs = new JobOptions { MaxAttempts = parse.GetValue(attempts), TimeLimit = parse.GetValue(timeout) },
                FailureReply = FailureReply.Parse(parse.GetValue(onFailure)),
            };
            using var loggers = node.Loggers(parse);
            await using var guardian = GuardianNode.Create(Engines.Create(), options, loggers);
            Console.Error.WriteLine($"{guardian.Id} guards the jobs of AML-IP Main nodes on domain {options.Network.Domain}. Ctrl-C leaves.");
            await guardian.RunAsync(cancellationToken);
            Console.Error.WriteLine($"{guardian.Id} leaves: {guardian.SolvedJobs:N0} jobs solved, {guardian.FailedJobs:N0} failed.");
            return ExitCode.Ok;
        });
        return command;
    }
}
