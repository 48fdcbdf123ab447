using System.CommandLine;
using System.Text;
using AmlIpNet.Cli.Running;
using AmlIpNet.Distribution;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip plan</c>: who does which task, as a file.</summary>
internal static class PlanCommand
{
    private const string MakeDescription = """
        Make a plan and write it to standard output as JSON.

        Without tasks it is a square: as many rounds, shards of data and kinds of task as workers. By a Greco-Latin square each
        worker meets each shard once and each kind once, and each pair of them is one task, called by the shard's letter and
        the kind's number: A1. With --tasks or --task it deals a list. Workers, tasks and kinds may have and need amounts:
        a task that its worker cannot take goes to another one, or is queued.

        Examples: amlip plan make --workers 4 > plan.json
                  amlip plan make --worker 'big memory=8' --worker 'small memory=2' --kind '2 memory=4'
        """;

    private const string VerifyDescription = """
        Check a plan by what stands in it: every task once, requirements and reservations, balance, and each claim of its
        certificate. Shares no code with what makes plans. Exit code 1: the plan breaks something, or claims what is not so.

        Example: amlip plan make --workers 10 | amlip plan verify -
        """;

    public static Command Create() => new("plan", "Who does which task: make, show and verify plans.") { CreateMake(), CreateShow(), CreateVerify() };

    private static Command CreateMake()
    {
        var command = new Command("make", MakeDescription);
        var arguments = new PlanArguments(command);
        command.SetAction((parse, _) =>
        {
            StandardOutput.Lines.WriteLine(Encoding.UTF8.GetString(PlanJson.Write(arguments.Make(parse))));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static Command CreateShow()
    {
        var command = new Command("show", "Show a plan as a table.");
        var file = AddFile(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            StandardOutput.Lines.WriteLine((await ReadAsync(parse.GetValue(file)!, cancellationToken)).ToString());
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateVerify()
    {
        var command = new Command("verify", VerifyDescription);
        var file = AddFile(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var report = PlanVerifier.Verify(await ReadAsync(parse.GetValue(file)!, cancellationToken));
            foreach (string line in report.Faults.Concat(report.FalseClaims)) StandardOutput.Lines.WriteLine(line);
            string counts = $"{report.Counted.Placed} placed, {report.Counted.Moved} of them not at home, {report.Counted.Queued} queued, {report.Counted.SmallestLoad} to {report.Counted.LargestLoad} tasks a worker";
            StandardOutput.Lines.WriteLine($"{(report.Holds ? "The plan holds" : "The plan does NOT hold")} and its certificate is {(report.IsTrue ? "true" : "FALSE")}: {counts}.");
            return report.Holds && report.IsTrue ? ExitCode.Ok : ExitCode.JobFailed;
        });
        return command;
    }

    private static Argument<string> AddFile(Command command)
    {
        var file = new Argument<string>("FILE") { Description = "The plan; - reads standard input" };
        command.Arguments.Add(file);
        return file;
    }

    private static async Task<Plan> ReadAsync(string path, CancellationToken cancellationToken) =>
        PlanJson.Read((await JobFile.ReadAsync(path, PlanJson.MaxBytes, cancellationToken)).Span);
}
