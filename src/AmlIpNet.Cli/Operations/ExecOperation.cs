using System.Globalization;
using System.Text.Json;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Handlers;
using AmlIpNet.Cli.Running;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Cli.Operations;

/// <summary>
/// An operation that is a shell command, in any language. It runs in a fresh folder with what the operation is given as files, reads the job as JSON on its standard input, and leaves the product in the
/// file <c>product</c>, or on its standard output. Files that it leaves in the folder <c>set</c> become variables of their names.
/// </summary>
/// <remarks>What it says on standard error is shown here, and told to others only if that is wanted: it may have data in it.</remarks>
internal sealed class ExecOperation(string name, string command, int maxBytes, bool tellsErrors = false) : IDisposable
{
    private const int MaxVariable = 4_096;
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = false };

    private readonly ExecCommand _command = new(command, maxBytes);

    /// <summary>Reads NAME=CMD.</summary>
    /// <exception cref="BadInputException">It is not written so.</exception>
    public static ExecOperation Parse(string text, int maxBytes, bool tellsErrors = false) => text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } command]
        ? new ExecOperation(name, command, maxBytes, tellsErrors)
        : throw new BadInputException($"The option --exec is '{text}': write NAME=CMD, such as rows='wc -l < \"$AMLIP_LOAD_data\"'.");

    public string Name => name;

    /// <summary>Runs the command for a job.</summary>
    /// <exception cref="OperationException">It failed, or left more bytes than are allowed.</exception>
    public async ValueTask RunAsync(OperationCall call, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("amlip-operation-").FullName;
        try
        {
            byte[] job = await PrepareAsync(call, folder, cancellationToken);
            var words = new LastWords($"artifact {call.Task.Artifact} job {call.Task.Job}", static (_, _) => { });
            var output = await _command.RunAsync(job, Variables(call), words, folder, cancellationToken);
            await TakeAsync(call, folder, output, cancellationToken);
        }
        catch (ExecFailedException error)
        {
            string what = error.Quotes && !tellsErrors ? $"its command ended with exit code {error.Code}. What it said is shown by its node, and stays there unless that one is started with --tell-errors." : error.Message;
            throw new OperationException($"The operation {name} of step {call.Task.Step} failed: {what}", error);
        }
        finally
        {
            Delete(folder);
        }
    }

    public void Dispose() => _command.Dispose();

    private static async Task<byte[]> PrepareAsync(OperationCall call, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "set"));
        List<object> received = [];
        Directory.CreateDirectory(Path.Combine(folder, "received"));
        foreach (var group in call.Task.Received)
        {
            foreach (var value in call.Received[group.Name])
            {
                string file = Path.Combine("received", received.Count.ToString(CultureInfo.InvariantCulture));
                await WriteAsync(Path.Combine(folder, file), value, cancellationToken);
                received.Add(new { step = group.Name, file, content_type = value.ContentType });
            }
        }

        // Names come from whoever sent the artifact: a file is called by one only if it can do no harm.
        Dictionary<string, string> variables = [];
        Directory.CreateDirectory(Path.Combine(folder, "variables"));
        foreach (string variable in call.Names)
        {
            if (!call.TryGet<DataValue>(variable, out var value)) continue; // an object of an operation in this process, such as a table
            string file = variables[variable] = Path.Combine("variables", IsPlain(variable) ? variable : $"@{variables.Count}");
            await WriteAsync(Path.Combine(folder, file), value, cancellationToken);
        }

        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            artifact = call.Task.Artifact,
            job = call.Task.Job,
            step = call.Task.Step,
            round = call.Task.Round,
            index = call.Task.Index,
            count = call.Task.Count,
            seed = call.Seed,
            parameters = JsonSerializer.Deserialize<JsonElement>(JsonFormatter.Default.Format(call.Parameters)),
            load = call.Operation.Load.Keys.ToDictionary(variable => variable, variable => Path.GetFullPath(call.Source(variable).Path)),
            received,
            variables,
        }, s_json);
    }

    private static IEnumerable<KeyValuePair<string, string>> Variables(OperationCall call)
    {
        yield return new("AMLIP_ARTIFACT", call.Task.Artifact);
        yield return new("AMLIP_JOB", Text(call.Task.Job));
        yield return new("AMLIP_STEP", call.Task.Step);
        yield return new("AMLIP_ROUND", Text(call.Task.Round));
        yield return new("AMLIP_INDEX", Text(call.Task.Index));
        yield return new("AMLIP_COUNT", Text(call.Task.Count));
        yield return new("AMLIP_SEED", Text(call.Seed));
        foreach (string variable in call.Operation.Load.Keys.Where(IsPlain)) yield return new($"AMLIP_LOAD_{variable.Replace('.', '_').Replace('-', '_')}", Path.GetFullPath(call.Source(variable).Path));
        foreach (var (parameter, value) in call.Parameters.Fields.Where(field => IsPlain(field.Key)))
        {
            string? text = value.KindCase switch
            {
                Value.KindOneofCase.StringValue => value.StringValue,
                Value.KindOneofCase.NumberValue => value.NumberValue.ToString("R", CultureInfo.InvariantCulture),
                Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
                _ => null, // a list or an object is in the JSON
            };
            if (text is { Length: <= MaxVariable } && !text.Contains('\0')) yield return new($"AMLIP_PARAM_{parameter.Replace('.', '_').Replace('-', '_')}", text);
        }

        static string Text<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
    }

    private async Task TakeAsync(OperationCall call, string folder, ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        string product = Path.Combine(folder, "product");
        call.SetProduct(new DataValue(File.Exists(product) ? await ReadAsync(product, cancellationToken) : output));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "set"))) call.Set(Path.GetFileName(file), new DataValue(await ReadAsync(file, cancellationToken)));
    }

    private async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken) => new FileInfo(file).Length <= maxBytes
        ? await File.ReadAllBytesAsync(file, cancellationToken)
        : throw new OperationException($"The command of the operation {name} wrote more than {maxBytes:N0} bytes to {Path.GetFileName(file)}: raise --max-payload on every node, or write less.");

    private static async Task WriteAsync(string path, DataValue value, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await file.WriteAsync(value.Bytes, cancellationToken);
    }

    private static bool IsPlain(string name) => name.Length is > 0 and <= 64 && name is not ("." or "..") && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What the command left there is locked; the system clears its folder for temporary files.
        }
    }
}
