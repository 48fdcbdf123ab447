using System.Collections.Concurrent;
using AmlIpNet.TestKit;
using Microsoft.Extensions.Logging;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>What goes wrong is told to others without what is in the data; its own node's log has it.</summary>
public sealed class SecretTests
{
    private const string Secret = "mrs-smith-4711";

    [Theory]
    [InlineData("in-process", "cell", false)]
    [InlineData("cyclone", "cell", false)]
    [InlineData("in-process", "header", false)]
    [InlineData("in-process", "quote", false)]
    [InlineData("in-process", "throw", false)]
    [InlineData("cyclone", "throw", true)]
    public async Task Errors_have_nothing_of_the_data_in_them(string engine, string what, bool allows)
    {
        await using var lab = new Lab(engine);
        await using var tap = new Wiretap(lab);
        var scheduler = lab.Scheduler(change: options => options with { MaxAttempts = 1 });
        string file = Path.Combine(lab.Folder, "patients.csv");
        await File.WriteAllTextAsync(file, what switch { "header" => $"{Secret},2\n3,4\n", "quote" => $"x,y\n1,2\n\"a\"{Secret},2\n", _ => $"x,y\n1,2\n{Secret},2\n" });
        var log = new Log();
        await using var alice = ArtifactWorkerNode.Create(lab.Engine, new ArtifactWorkerOptions
        {
            Name = "alice",
            Network = lab.Network,
            AllowErrorText = allows,
            Sources = [new DataSource("patients", file)],
            Operations = BuiltInOperations.All.Add("throw", async (call, cancel) => throw new FormatException(await File.ReadAllTextAsync(call.Source("table").Path, cancel))),
        }, log);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        var load = Workflows.Call(what == "throw" ? "throw" : "csv.load");
        load.Load["table"] = "patients";
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of(Workflows.Step(Kind.Parallel, "count", load, Workflows.Call("sum", ("column", Google.Protobuf.WellKnownTypes.Value.ForString("x")))))), "the submission");
        var failed = await Assert.ThrowsAsync<ArtifactFailedException>(() => Wait.For(bench.WaitAsync(id), "the error"));
        string told = what switch { "cell" => "line 3: the column '1' has a cell that is no number", "header" => "has no column 'x'", "quote" => "line 3", _ => "failed: FormatException" };
        Assert.Contains(told, failed.Message, StringComparison.Ordinal);
        await tap.HearsAsync(told);
        string status = $"{await Wait.For(bench.GetStatusAsync(id), "the status")}{string.Concat(await Wait.For(bench.ListAsync(), "the list"))}";
        Assert.Equal((allows, allows, allows), (failed.Message.Contains(Secret, StringComparison.Ordinal), status.Contains(Secret, StringComparison.Ordinal), tap.Contains(Secret)));
        if (what != "quote") Assert.Contains(log.Texts, text => text.Contains(Secret, StringComparison.Ordinal));
    }

    private sealed class Log : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Texts.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
