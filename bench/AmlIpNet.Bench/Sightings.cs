using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Bench;

/// <summary>When a node said in its log that another one is suspected or gone. The event ids are stable, so the log is as good as an event.</summary>
internal sealed class Sightings : ILoggerFactory, ILogger
{
    private const int Lost = 1203;
    private const int Suspected = 1210;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Event, string Name), TaskCompletionSource<long>> _awaited = [];

    /// <summary>How often any node was suspected.</summary>
    public int Suspicions { get; private set; }

    /// <summary>How often any node was lost.</summary>
    public int Losses { get; private set; }

    /// <summary>The time stamp of the next suspicion of a node.</summary>
    public Task<long> SuspicionOf(string name) => Await(Suspected, name);

    /// <summary>The time stamp of the next loss of a node.</summary>
    public Task<long> LossOf(string name) => Await(Lost, name);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is not (Lost or Suspected) || state is not IReadOnlyList<KeyValuePair<string, object?>> values || values[0].Value is not NodeId node) return;
        lock (_lock)
        {
            if (eventId.Id == Lost) Losses++;
            else Suspicions++;
            if (_awaited.Remove((eventId.Id, node.Name), out var awaited)) awaited.SetResult(Stopwatch.GetTimestamp());
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is its own provider.");

    public void Dispose() { }

    private Task<long> Await(int id, string name)
    {
        lock (_lock)
        {
            var source = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited[(id, name)] = source;
            return source.Task;
        }
    }
}
