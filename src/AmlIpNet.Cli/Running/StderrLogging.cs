using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Cli.Running;

/// <summary>Writes log entries to standard error, one line each, so that standard output stays the command's own.</summary>
internal sealed class StderrLogging(LogLevel level) : ILoggerProvider
{
    public static ILoggerFactory CreateFactory(LogLevel level) =>
        LoggerFactory.Create(builder => builder.SetMinimumLevel(level).AddProvider(new StderrLogging(level)));

    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, level);

    public void Dispose() { }

    private sealed class LineLogger(string category, LogLevel minimum) : ILogger
    {
        private readonly string _category = category[(category.LastIndexOf('.') + 1)..];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var time = DateTime.Now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
            var details = exception is null ? "" : minimum <= LogLevel.Debug ? Environment.NewLine + exception : $": {exception.Message}";
            Console.Error.WriteLine(SafeText.OfLines($"{time} {Short(logLevel)} {_category}[{eventId.Id}] {formatter(state, exception)}{details}"));
        }

        private static string Short(LogLevel level) => level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info ",
            LogLevel.Warning => "warn ",
            _ => "error",
        };
    }
}
