using System.CommandLine;
using System.Text;
using System.Threading.Channels;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip main</c>: a Main node between two pipes.</summary>
internal static class MainCommand
{
    private const string Description = """
        Send each line of standard input as a job, and write its solution as a line to standard output.

        Solutions come in the order of their jobs, whoever was faster. Standard error tells who solved what. A job that
        failed gives an empty line, so that lines still pair up as long as each solution is one line, and exit code 1 at the end. The node stays until the input
        ends or Ctrl-C. With --center it is a Center of the data space too, for as long.

        A long line that comes again is not sent again to a node that has it still.

        Example: seq 10 | amlip main --name numbers
        """;

    public static Command Create()
    {
        var command = new Command("main", Description);
        var jobs = Options.Integer("--jobs", 1, 10_000, 64, "How many jobs may be under way at a time");
        var timeout = Options.Seconds("--timeout", "Give a job up after this time");
        command.Options.Add(jobs);
        var isCenter = new Option<bool>("--center") { Description = "Be a Center of the data space too, beside the Main node and under its name" };
        command.Options.Add(timeout);
        command.Options.Add(isCenter);
        var strategy = new StrategyOption(command);
        var engine = new EngineOption(command);
        var node = new NodeArguments(command, "main", records: true);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = new MainNodeOptions { Name = node.Name(parse), Network = node.Network(parse), MaxJobs = parse.GetValue(jobs), AmlIpPlane = engine.CarriesAuctions(parse), Strategy = strategy.Get(parse) };
            using var loggers = node.Loggers(parse);
            var ddsEngine = engine.Create(parse);
            await using var main = MainNode.Create(ddsEngine, options, loggers);
            await using var center = parse.GetValue(isCenter) ? CenterNode.Create(ddsEngine, new CenterNodeOptions { Name = options.Name, Network = options.Network, AmlIpPlane = options.AmlIpPlane }, loggers) : null;
            if (center is not null) Console.Error.WriteLine($"{center.Id} is a Center beside it.");
            await using var recording = node.Recording(parse, main.GetFlightRecordingAsync);
            var sender = new JobSender(main, new JobOptions { TimeLimit = parse.GetValue(timeout) }, options.Network.Domain);
            Console.Error.WriteLine($"{main.Id} sends each line as a job on domain {options.Network.Domain}. Ctrl-C leaves.");
            return await RunAsync(sender, Console.In, StandardOutput.Stream, options.MaxJobs, cancellationToken) ? ExitCode.Ok : ExitCode.JobFailed;
        });
        return command;
    }

    /// <returns>Whether every job was solved.</returns>
    private static async Task<bool> RunAsync(JobSender sender, TextReader input, Stream output, int jobsAtATime, CancellationToken cancellationToken)
    {
        // The job that is waiting to be written out is under way too, hence one less in the queue.
        var underWay = Channel.CreateBounded<Task<Solution?>>(Math.Max(1, jobsAtATime - 1));
        var reading = Task.Run(
            async () =>
            {
                for (var number = 1; await ReadLineAsync(input, cancellationToken) is { } line; number++)
                    await underWay.Writer.WriteAsync(sender.SendAsync(Job.FromParts(Encoding.UTF8.GetBytes(line)), $"line {number}", cancellationToken), cancellationToken);
            },
            CancellationToken.None).ContinueWith(done => underWay.Writer.TryComplete(done.Exception?.InnerException), TaskScheduler.Default);

        var allSolved = true;
        await foreach (var job in underWay.Reader.ReadAllAsync(cancellationToken))
        {
            var solution = await job;
            allSolved &= solution is not null;
            if (solution is not null) await output.WriteAsync(solution.Payload, cancellationToken);
            if (solution is null || !solution.Payload.Span.EndsWith("\n"u8)) output.WriteByte((byte)'\n');
            await output.FlushAsync(cancellationToken);
        }

        await reading;
        return allSolved;
    }

    // Console input cannot be cancelled while it waits for the user: leave the read behind.
    private static Task<string?> ReadLineAsync(TextReader input, CancellationToken cancellationToken) =>
        Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
}
