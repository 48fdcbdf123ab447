using System.CommandLine;
using System.Text.Json;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;
using Spectre.Console;

namespace AmlIpNet.Cli.Commands;

// Resources, their downloads, and the logs of these.
internal static partial class ArtifactCommand
{
    private const string AuditDescription = """
        Show an audit log: who had which resource, and who was refused. The file lies on the node that has the resources.

        Example: amlip artifact audit amlip-artifacts.db.audit.jsonl
        """;

    private static Command CreateDownload()
    {
        var id = Id();
        var resource = new Argument<string?>("RESOURCE") { Description = "The resource's id, as `amlip artifact resources` tells it; by default the result", Arity = ArgumentArity.ZeroOrOne };
        var output = Options.Text<string?>("--output", "FILE", "Where the bytes go; by default standard output");
        return WorkbenchCommand("download", "Get the result of an artifact, or one of its resources, byte for byte. The node that has it must allow it, and tells it in its audit log.", [id, resource, output], async (parse, workbench, cancellationToken) =>
        {
            await WriteAsync(await workbench.DownloadAsync(parse.GetValue(id)!, parse.GetValue(resource), cancellationToken), parse.GetValue(output), cancellationToken);
            return ExitCode.Ok;
        });
    }

    private static Command CreateResources()
    {
        var id = Id();
        var json = Json();
        return WorkbenchCommand("resources", "List the resources of an artifact: who has them, how large they are, what they were made of.", [id, json], async (parse, workbench, cancellationToken) =>
        {
            var resources = await workbench.GetResourcesAsync(parse.GetValue(id)!, cancellationToken);
            if (parse.GetValue(json))
            {
                foreach (var resource in resources) StandardOutput.Lines.WriteLine(ArtifactWords.ToLine(resource));
                return ExitCode.Ok;
            }

            var table = Terminal.Table("Resource", "Step", "Holder", "Size", "Type", "Digest", "Made of");
            foreach (var resource in resources)
            {
                table.AddRow(Terminal.Text(resource.Id), Terminal.Text(resource.Step), Terminal.Text(resource.Holder), Terminal.Text($"{resource.Size:N0}"), Terminal.Text(resource.ContentType),
                    Terminal.Text(resource.Digest), Terminal.Text(string.Join(' ', resource.From)));
            }

            Terminal.Console.Write(table);
            return ExitCode.Ok;
        });
    }

    private static Command CreateAudit()
    {
        var command = new Command("audit", AuditDescription);
        var file = new Argument<string>("FILE") { Description = "The log; - reads standard input" };
        command.Arguments.Add(file);
        command.SetAction(async (parse, cancellationToken) =>
        {
            const int MaxBytes = 256 << 20;
            var bytes = await JobFile.ReadAsync(parse.GetValue(file)!, MaxBytes, cancellationToken);
            using var reader = new StreamReader(new MemoryStream(bytes.ToArray(), writable: false));
            var table = Terminal.Table("Time", "Event", "Resource", "Reader", "Node", "Size");
            for (int line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
            {
                if (text.Length == 0) continue;
                string[] cells = ReadLine(text) ?? throw new BadInputException($"Line {line:N0} of {parse.GetValue(file)} is no line of an audit log: give the file that a node's --audit names.");
                table.AddRow(cells.Select(cell => Terminal.Text(cell)));
            }

            Terminal.Console.Write(table);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string[]? ReadLine(string text)
    {
        try
        {
            using var line = JsonDocument.Parse(text);
            return [.. new[] { "time", "event", "resource", "reader", "node", "size" }.Select(name => line.RootElement.GetProperty(name).ToString())];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(DataValue value, string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            await StandardOutput.Stream.WriteAsync(value.Bytes, cancellationToken);
            return;
        }

        try
        {
            await using var file = File.Create(path);
            await file.WriteAsync(value.Bytes, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The file {path} cannot be written ({error.Message.TrimEnd('.')}): name another one with --output.", error);
        }
    }
}
