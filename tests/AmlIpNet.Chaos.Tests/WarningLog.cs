using Microsoft.Extensions.Logging;

namespace AmlIpNet.Chaos.Tests;

/// <summary>The ids of what a node warns of in its log; they are stable.</summary>
internal sealed class WarningLog : ILoggerFactory, ILogger
{
    /// <summary>A node shows no sign of life.</summary>
    public const int Suspected = 1210;

    public Recorder<int> Events { get; } = new();

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Events.Add(eventId.Id);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is its own provider.");

    public void Dispose() { }
}
