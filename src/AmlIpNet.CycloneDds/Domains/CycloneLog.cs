using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>Takes Cyclone's own messages, so that it prints nothing by itself: to the logger of their domain, and to whoever
/// wishes to quote them.</summary>
internal static unsafe partial class CycloneLog
{
    /// <summary>Messages of a domain that are passed on per second; a hostile peer could cause any number. The rest is counted.</summary>
    public const int MaxPerSecond = 20;

    private static readonly ConcurrentDictionary<uint, Route> s_routes = new();

    [ThreadStatic]
    private static Captured? s_captured;

    /// <summary>Installs the sink.</summary>
    public static void Install() => dds_set_log_sink(&OnMessage, 0);

    /// <summary>Sends the messages of a domain to a logger.</summary>
    public static void Use(uint domain, ILogger logger) => s_routes[domain] = new Route(logger);

    /// <summary>Sends the messages of a domain nowhere.</summary>
    public static void Forget(uint domain) => s_routes.TryRemove(domain, out _);

    /// <summary>Collects what Cyclone says on this thread until it is disposed.</summary>
    public static Captured Capture() => s_captured = new Captured();

    /// <summary>What Cyclone said.</summary>
    internal sealed class Captured : IDisposable
    {
        private readonly StringBuilder _text = new();

        /// <summary>The messages, in one line.</summary>
        public string Text => _text.ToString();

        public void Add(string message) => _text.Append(_text.Length > 0 ? "; " : "").Append(message);

        public void Dispose() => s_captured = null;
    }

    [UnmanagedCallersOnly]
    private static void OnMessage(nint userData, dds_log_data_t* data)
    {
        try
        {
            string message = Encoding.UTF8.GetString(data->message, (int)data->size).Trim();
            s_captured?.Add(message);
            if (s_routes.TryGetValue(data->domid, out var route)) route.Pass(data->priority, message);
            else foreach (var any in s_routes.Values) any.Pass(data->priority, message); // from before the domain has its id
        }
        catch (Exception)
        {
            // nothing may leave a callback, not even a logger's error
        }
    }

    /// <summary>The logger of one domain.</summary>
    private sealed partial class Route(ILogger logger)
    {
        private readonly Lock _lock = new();
        private long _second;
        private int _passed;
        private int _suppressed;

        public void Pass(uint priority, string message)
        {
            var level = (priority & (DDS_LC_FATAL | DDS_LC_ERROR)) != 0 ? LogLevel.Error
                : (priority & DDS_LC_WARNING) != 0 ? LogLevel.Warning : LogLevel.Debug;
            int suppressed = 0;
            lock (_lock)
            {
                long second = Environment.TickCount64 / 1000;
                if (second != _second)
                {
                    suppressed = _suppressed;
                    (_second, _passed, _suppressed) = (second, 0, 0);
                }

                if (_passed == MaxPerSecond)
                {
                    _suppressed++;
                    return;
                }

                _passed++;
            }

            if (suppressed > 0) LogSuppressed(logger, suppressed);
            LogMessage(logger, level, message);
        }

        [LoggerMessage(EventId = 1100, Message = "Cyclone DDS: {Message}")]
        private static partial void LogMessage(ILogger logger, LogLevel level, string message);

        [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "Cyclone DDS: {Count} more messages were left out, as there were too many in one second.")]
        private static partial void LogSuppressed(ILogger logger, int count);
    }
}
