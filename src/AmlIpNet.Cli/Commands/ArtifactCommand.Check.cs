using System.CommandLine;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Operations;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

// Looking at artifacts without a network.
internal static partial class ArtifactCommand
{
    private const string CheckDescription = """
        Say all that is wrong with an artifact's file, or show the jobs that would come of it. No network is used.

        Who has the operations and the data is looked at when the artifact is submitted. Of an iteration the first round is shown.

        Example: amlip artifact check count.yaml --workers 3
        """;

    private static Command CreateCheck()
    {
        var command = new Command("check", CheckDescription);
        var file = new Argument<string>("FILE") { Description = "An artifact as JSON or YAML; - reads standard input" };
        var workers = Options.Integer("--workers", 1, 10_000, 2, "How many workers there would be");
        var to = Options.Text<string?>("--write", "json|yaml", "Write the artifact to standard output instead, with its defaults filled in");
        to.AcceptOnlyFromAmong("json", "yaml");
        command.Arguments.Add(file);
        foreach (var option in new Option[] { workers, to }) command.Options.Add(option);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var artifact = ArtifactDefaults.Fill(await ArtifactFile.ReadAsync(parse.GetValue(file)!, cancellationToken));
            int count = parse.GetValue(workers);
            if (ArtifactCheck.FindFaults(artifact, count) is { Count: > 0 } faults) throw new InvalidArtifactException(faults);
            foreach (string operation in Operations(artifact.Steps).Distinct(StringComparer.Ordinal).Where(name => !NodeOperations.Known.ContainsKey(name)))
                Console.Error.WriteLine($"The operation {operation} is none of those that every node has: start nodes with --exec {operation}=CMD.");
            if (parse.GetValue(to) is { } form) StandardOutput.Lines.WriteLine(form == "json" ? ArtifactText.ToJson(artifact) : ArtifactText.ToYaml(artifact).TrimEnd());
            else Terminal.Console.Write(ArtifactTree.Render(Planned(artifact, count), DateTimeOffset.UtcNow));
            return ExitCode.Ok;
        });
        return command;
    }

    private static ArtifactStatus Planned(Artifact artifact, int workers)
    {
        var plan = PlanCompiler.Compile(artifact, workers, Distributions.BuiltIn);
        var locks = plan.Locks();
        var status = new ArtifactStatus { Id = artifact.Id.Length > 0 ? artifact.Id : "artifact", Project = artifact.Project, JobsTotal = (uint)plan.Jobs.Length };
        foreach (var job in plan.Jobs)
        {
            var line = new JobStatus { Number = job.Number, Step = job.Path, Round = job.Round, Index = job.Index, Worker = job.Part == CompiledJob.Scheduler ? "scheduler" : $"worker {job.Part + 1}" };
            line.Locks.Add(locks[(int)job.Number]);
            status.Jobs.Add(line);
        }

        return status;
    }

    private static IEnumerable<string> Operations(IEnumerable<Step> steps) =>
        steps.SelectMany(step => step.First.Concat(step.Operations).Concat(step.Last).Concat(step.Until).Select(operation => operation.Name).Concat(Operations(step.Steps)));
}
