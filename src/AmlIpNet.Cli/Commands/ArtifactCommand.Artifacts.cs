using System.CommandLine;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;
using Spectre.Console;

namespace AmlIpNet.Cli.Commands;

// What a workbench does with artifacts.
internal static partial class ArtifactCommand
{
    private const string StatusDescription = """
        Show the graph of an artifact: steps and jobs, who does what, how often it was tried, how far it is.

        With --watch the graph lives on a terminal until the artifact has ended; otherwise each change is a line. The exit code
        is 1 when it has ended in an error or was cancelled.

        Example: amlip artifact status 7f3a --watch
        """;

    private static Command CreateSubmit()
    {
        var file = new Argument<string>("FILE") { Description = "An artifact as JSON or YAML; - reads standard input" };
        var (wait, watch, json) = (new Option<bool>("--wait") { Description = "Wait until it has ended, and write its result to standard output" }, Watch(), Json());
        return WorkbenchCommand("submit", "Submit an artifact: its id goes to standard output. All that is wrong with it is said at once, and nothing runs.", [file, wait, watch, json], async (parse, workbench, cancellationToken) =>
        {
            var artifact = await ArtifactFile.ReadAsync(parse.GetValue(file)!, cancellationToken);
            string id = await workbench.SubmitAsync(artifact, cancellationToken);
            if (parse.GetValue(watch))
            {
                int code = await ArtifactWatch.ShowAsync(workbench, id, parse.GetValue(json), cancellationToken);
                if (code != ExitCode.Ok || !parse.GetValue(wait)) return code;
            }
            else if (!parse.GetValue(wait))
            {
                StandardOutput.Lines.WriteLine(id);
                return ExitCode.Ok;
            }

            Console.Error.WriteLine(id);
            await workbench.WaitAsync(id, cancellationToken);
            await WriteAsync(await workbench.DownloadAsync(id, cancellationToken: cancellationToken), null, cancellationToken);
            return ExitCode.Ok;
        });
    }

    private static Command CreateStatus()
    {
        var id = Id();
        var (watch, json) = (Watch(), Json());
        return WorkbenchCommand("status", StatusDescription, [id, watch, json], async (parse, workbench, cancellationToken) =>
        {
            if (parse.GetValue(watch)) return await ArtifactWatch.ShowAsync(workbench, parse.GetValue(id)!, parse.GetValue(json), cancellationToken);
            var status = await workbench.GetStatusAsync(parse.GetValue(id)!, cancellationToken);
            if (parse.GetValue(json)) StandardOutput.Lines.WriteLine(ArtifactWords.ToLine(status));
            else Terminal.Console.Write(ArtifactTree.Render(status, DateTimeOffset.UtcNow));
            return ArtifactWatch.CodeOf(status);
        });
    }

    private static Command CreateList()
    {
        var json = Json();
        return WorkbenchCommand("list", "List the artifacts that the scheduler knows.", [json], async (parse, workbench, cancellationToken) =>
        {
            var all = await workbench.ListAsync(cancellationToken);
            if (parse.GetValue(json))
            {
                foreach (var status in all) StandardOutput.Lines.WriteLine(ArtifactWords.ToLine(status));
                return ExitCode.Ok;
            }

            var table = Terminal.Table("Artifact", "Project", "State", "Jobs", "Submitted", "Error");
            foreach (var status in all.OrderBy(status => status.Submitted?.ToDateTimeOffset()))
            {
                string submitted = status.Submitted is { } time ? $"{time.ToDateTimeOffset().ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "";
                table.AddRow(Terminal.Text(status.Id), Terminal.Text(status.Project), Terminal.Text(ArtifactWords.Of(status.State)), Terminal.Text($"{status.JobsCompleted}/{status.JobsTotal}"),
                    Terminal.Text(submitted), Terminal.Text(ArtifactWords.Short(status.Error)));
            }

            Terminal.Console.Write(table);
            return ExitCode.Ok;
        });
    }

    private static Command CreateCancel()
    {
        var id = Id();
        return WorkbenchCommand("cancel", "Stop an artifact. Its products stay, and it can be resumed.", [id], async (parse, workbench, cancellationToken) =>
        {
            await workbench.CancelAsync(parse.GetValue(id)!, cancellationToken);
            return ExitCode.Ok;
        });
    }

    private static Command CreateResume()
    {
        var id = Id();
        return WorkbenchCommand("resume", "Go on with an artifact that ended in an error or was cancelled. Completed jobs are not repeated.", [id], async (parse, workbench, cancellationToken) =>
        {
            await workbench.ResumeAsync(parse.GetValue(id)!, cancellationToken);
            return ExitCode.Ok;
        });
    }

    private static Command CreateForget()
    {
        var id = Id();
        return WorkbenchCommand("forget", "Have the scheduler forget an artifact that has ended. What it has made is deleted, at its workers too.", [id], async (parse, workbench, cancellationToken) =>
        {
            await workbench.ForgetAsync(parse.GetValue(id)!, cancellationToken);
            return ExitCode.Ok;
        });
    }

    private static Option<bool> Watch() => new("--watch") { Description = "Show how it goes on, until it has ended" };
}
