using System.CommandLine;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Operations;
using AmlIpNet.Cli.Processes;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

// The nodes of artifacts.
internal static partial class ArtifactCommand
{
    private const string SchedulerDescription = """
        Take artifacts, and have their jobs done by workers.

        All that it decides is in its database: killed and started again with the same one it goes on where it stopped, and
        repeats no job that was completed. It runs the steps initialize and finalize itself; --source gives it data of its own.

        Example: amlip artifact scheduler --database artifacts.db
        """;

    private const string WorkerDescription = """
        Do the jobs of artifacts on data that lies here.

        --source NAME=FILE is this node's part of the data NAME; artifacts that load NAME have a job here. --replica NAME=FILE is
        a copy of another node's part, with which this node can stand in for it. The data never leaves: only what operations
        make of it does.

        --exec NAME=CMD is an operation of your own, in any language. The command runs in a fresh folder: standard input is the
        job as JSON (parameters, seed, files), also as variables AMLIP_LOAD_x (the path of what the step loads as x),
        AMLIP_PARAM_x, AMLIP_SEED, AMLIP_INDEX, AMLIP_COUNT, AMLIP_ROUND; what came from other jobs is in the files received/0,
        received/1, ..., variables of operations before it in variables/. The product is the file `product`, or else standard
        output; files left in set/ become variables. An exit code other than 0 is a failure: the job is tried elsewhere.
        What a command says on standard error is shown here; --tell-errors lets others read it too.

        Example: amlip artifact worker --name alice --source measurements=alice.csv
        Example: amlip artifact worker --name bob --source words=bob.txt --exec words='wc -w < $AMLIP_LOAD_text'
        """;

    private static Command CreateScheduler(Interruption interruption)
    {
        var command = new Command("scheduler", SchedulerDescription);
        var database = Options.Text<string>("--database", "FILE", "Where artifacts, jobs and resources are kept; made when it is not there");
        database.DefaultValueFactory = _ => "amlip-artifacts.db";
        var wait = Options.Seconds("--worker-wait", "How long a job waits for a worker that can do it, before the artifact ends in error; by default 30");
        var timeout = Options.Seconds("--job-timeout", "How long an attempt at a job may take, unless its step has a timeout; by default as long as it likes");
        var attempts = Options.Integer("--attempts", 1, 1_000, 3, "How often a job may fail");
        var shared = new NodeOptionsOfArtifacts("Where each download is told, as lines of JSON; by default the database's name with .audit.jsonl");
        foreach (var option in new Option[] { database, wait, timeout, attempts }) command.Options.Add(option);
        shared.AddTo(command);
        var node = new NodeArguments(command, "scheduler");
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(shared.Managed)) cancellationToken = Parent.Watch(interruption);
            var network = node.Network(parse);
            using var operations = new NodeOperations(parse.GetValue(shared.Exec) ?? [], network.MaxPayloadBytes, parse.GetValue(shared.TellErrors));
            var options = new SchedulerNodeOptions
            {
                Name = node.Name(parse),
                Network = network,
                Database = parse.GetValue(database)!,
                Operations = operations.All,
                Sources = [.. SourceArgument.Read(parse.GetValue(shared.Sources) ?? [], "--source", isReplica: false)],
                MaxAttempts = parse.GetValue(attempts),
                AllowDownload = parse.GetValue(shared.AllowDownload),
                AllowErrorText = parse.GetValue(shared.TellErrors),
                AuditFile = parse.GetValue(shared.Audit),
            };
            if (parse.GetValue(wait) is { } patience) options = options with { WorkerWait = patience };
            if (parse.GetValue(timeout) is { } most) options = options with { JobTimeout = most };
            using var loggers = node.Loggers(parse);
            await using var scheduler = SchedulerNode.Create(Engines.Create(), options, loggers);
            Console.Error.WriteLine($"{scheduler.Id} takes artifacts on domain {network.Domain}, and keeps them in {options.Database}. Its fingerprint is {scheduler.Fingerprint}. Ctrl-C leaves.");
            await StayAsync(scheduler.Ready, cancellationToken);
            Console.Error.WriteLine($"{scheduler.Id} leaves.");
            return interruption.Happened ? interruption.ExitCode : ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateWorker(Interruption interruption)
    {
        var command = new Command("worker", WorkerDescription);
        var replicas = Options.Text<string[]>("--replica", "NAME=FILE", "A copy of another worker's part, to stand in for it; may be repeated");
        var attributes = Options.Text<string[]>("--attribute", "KEY=VALUE", "What this node tells of itself besides host, cores and memory, for artifacts that select workers; may be repeated");
        var slots = Options.Integer("--slots", 1, 1_000, 1, "How many jobs run at a time");
        var schedulers = Options.Text<string[]>("--for", "SCHEDULER", "The fingerprint of a scheduler whose jobs are taken, which it tells when it starts, or its name, which anybody can have; by default all; may be repeated");
        var memory = Options.Integer("--memory", 1, 1 << 24, 1_024, "MiB of products in memory; more goes to disk");
        var shared = new NodeOptionsOfArtifacts("Where each download is told, as lines of JSON; needed with --allow-download");
        shared.AddTo(command);
        foreach (var option in new Option[] { replicas, attributes, slots, schedulers, memory }) command.Options.Add(option);
        var node = new NodeArguments(command, "worker");
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(shared.Managed)) cancellationToken = Parent.Watch(interruption);
            var network = node.Network(parse);
            using var operations = new NodeOperations(parse.GetValue(shared.Exec) ?? [], network.MaxPayloadBytes, parse.GetValue(shared.TellErrors));
            var options = new ArtifactWorkerOptions
            {
                Name = node.Name(parse),
                Network = network,
                Operations = operations.All,
                Sources = [.. SourceArgument.Read(parse.GetValue(shared.Sources) ?? [], "--source", isReplica: false), .. SourceArgument.Read(parse.GetValue(replicas) ?? [], "--replica", isReplica: true)],
                Attributes = AttributeArgument.Read(parse.GetValue(attributes) ?? []),
                Slots = parse.GetValue(slots),
                Schedulers = [.. parse.GetValue(schedulers) ?? []],
                MemoryBytes = (long)parse.GetValue(memory) << 20,
                AllowDownload = parse.GetValue(shared.AllowDownload),
                AllowErrorText = parse.GetValue(shared.TellErrors),
                AuditFile = parse.GetValue(shared.Audit),
            };
            using var loggers = node.Loggers(parse);
            await using var worker = ArtifactWorkerNode.Create(Engines.Create(), options, loggers);
            Console.Error.WriteLine($"{worker.Id} does jobs of artifacts on domain {network.Domain}, with {(options.Sources.IsEmpty ? "no data" : string.Join(", ", options.Sources.Select(source => source.Name)))}. Ctrl-C leaves.");
            await StayAsync(worker.Ready, cancellationToken);
            Console.Error.WriteLine($"{worker.Id} leaves.");
            return interruption.Happened ? interruption.ExitCode : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Stays until it is time to leave; a node that cannot do its work does not stay.</summary>
    private static async Task StayAsync(Task ready, CancellationToken cancellationToken)
    {
        try
        {
            await ready.WaitAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It is time to leave.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The node cannot do its work: {error.Message}");
        }
    }

    /// <summary>The options that schedulers and workers share.</summary>
    private sealed class NodeOptionsOfArtifacts(string audit)
    {
        public Option<string[]> Sources { get; } = Options.Text<string[]>("--source", "NAME=FILE", "Data of this node under the name that artifacts use; may be repeated");

        public Option<string[]> Exec { get; } = Options.Text<string[]>("--exec", "NAME=CMD", "An operation that is a shell command; may be repeated");

        public Option<bool> AllowDownload { get; } = new("--allow-download") { Description = "Let anybody have what is made here (of a scheduler: the results), and tell it in the audit log" };

        public Option<bool> TellErrors { get; } = new("--tell-errors") { Description = "Let others read what failing operations say, on standard error too; it may have data in it" };

        public Option<string?> Audit { get; } = Options.Text<string?>("--audit", "FILE", audit);

        public Option<bool> Managed { get; } = Options.Managed();

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { Sources, Exec, TellErrors, AllowDownload, Audit, Managed }) command.Options.Add(option);
        }
    }
}
