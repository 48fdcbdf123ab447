using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Artifacts.Tests.Operations;

/// <summary>An environment in which a test runs operations one after the other, as a node does.</summary>
internal sealed class Environment : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("amlip-operations-").FullName;
    private readonly Dictionary<string, DataSource> _sources = [];

    public Dictionary<string, object> Variables { get; } = [];

    public JobTask Task { get; } = new() { Artifact = "a", Job = 3, Step = "step", Seed = 7, Count = 1 };

    public Dictionary<string, IReadOnlyList<DataValue>> Received { get; } = [];

    public DataValue Product => (DataValue)Variables["product"];

    public Environment Source(string name, string text) => Source(name, System.Text.Encoding.UTF8.GetBytes(text));

    public Environment Source(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, $"{_sources.Count}.csv");
        File.WriteAllBytes(path, bytes);
        return SourceAt(name, path);
    }

    public Environment SourceAt(string name, string path)
    {
        _sources[name] = new DataSource(name, path);
        return this;
    }

    public string PathOf(string source) => _sources[source].Path;

    public Environment Receive(string step, params IReadOnlyList<DataValue> values)
    {
        Received[step] = values;
        Task.Received.Add(new ReceivedGroup { Name = step, Count = (uint)values.Count });
        return this;
    }

    /// <summary>Runs a built-in operation with parameters as JSON; with a source, it is loaded as <c>table</c>.</summary>
    public Environment Run(string name, string parameters = "{}", string? source = null, CancellationToken cancellationToken = default)
    {
        RunAsync(BuiltInOperations.All[name], name, parameters, "table", source, cancellationToken).GetAwaiter().GetResult();
        return this;
    }

    /// <summary>Runs any operation.</summary>
    public Task RunAsync(ArtifactOperation run, string name, string parameters = "{}", string variable = "table", string? source = null, CancellationToken cancellationToken = default)
    {
        var operation = new Operation { Name = name, Parameters = JsonParser.Default.Parse<Struct>(parameters) };
        if (source is not null) operation.Load.Add(variable, source);
        var call = new OperationCall(Task, operation, Variables, Received, wanted => _sources[wanted]);
        return run(call, cancellationToken).AsTask();
    }

    public string Fault(string name, string parameters = "{}", string? source = null) => Assert.Throws<OperationException>(() => Run(name, parameters, source)).Message;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
