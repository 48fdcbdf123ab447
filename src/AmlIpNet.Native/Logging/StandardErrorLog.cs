using Microsoft.Extensions.Logging;

namespace AmlIpNet.Native;

/// <summary>Writes the log of nodes to standard error, for hosts that have no .NET logging.</summary>
internal sealed class StandardErrorLog(LogLevel level) : ILoggerFactory
{
    /// <summary>The environment variable that asks for it.</summary>
    public const string Variable = "AMLIPNET_LOG";

    // Not Console.Error: that may take over the terminal and its signals, which are the host's.
    private static readonly TextWriter s_error = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });

    /// <summary>The log that the environment asks for; null for none.</summary>
    /// <exception cref="InvalidOptionsException">It names no level.</exception>
    public static StandardErrorLog? FromEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text)) return null;
        bool isLevel = Enum.TryParse(text, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level);
        InvalidOptionsException.ThrowUnless(isLevel, Variable, text, "set it to debug, information, warning or error, or unset it");
        return new StandardErrorLog(level);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, level);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This log has one place only.");

    public void Dispose() { }

    private sealed class Logger(string category, LogLevel least) : ILogger
    {
        public bool IsEnabled(LogLevel level) => level >= least && level != LogLevel.None;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format)
        {
            if (!IsEnabled(level)) return;
            try
            {
                s_error.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {level} {category}[{id.Id}] {format(state, error)}{(error is null ? "" : $" {error}")}");
            }
            catch (IOException)
            {
                // Nobody reads it any more.
            }
        }
    }
}
