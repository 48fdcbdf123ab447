using Microsoft.Extensions.Logging;

namespace AmlIpNet.DataSpace;

/// <summary>What the nodes of a data space log. The event ids are stable.</summary>
internal static partial class DataLog
{
    [LoggerMessage(EventId = 1601, Level = LogLevel.Information, Message = "The Center {Center} knows the worker {Worker}.")]
    public static partial void WorkerFound(ILogger logger, NodeId center, NodeId worker);

    [LoggerMessage(EventId = 1602, Level = LogLevel.Warning, Message = "The worker {Worker} is gone, with {Keys} keys that it held.")]
    public static partial void WorkerLost(ILogger logger, NodeId worker, int keys);

    [LoggerMessage(EventId = 1603, Level = LogLevel.Warning, Message = "The value of {Key} from {Node} is not the one that was announced; it is thrown away.")]
    public static partial void Corrupt(ILogger logger, string key, NodeId node);

    [LoggerMessage(EventId = 1604, Level = LogLevel.Warning, Message = "The function {Function} threw for the key {Key}.")]
    public static partial void FunctionThrew(ILogger logger, string function, string key, Exception error);

    [LoggerMessage(EventId = 1605, Level = LogLevel.Error, Message = "The value of {Key} could not be written to, or read from, disk.")]
    public static partial void SpillFailed(ILogger logger, string key, Exception error);

    [LoggerMessage(EventId = 1606, Level = LogLevel.Information, Message = "The Center is {Center} now.")]
    public static partial void CenterChanged(ILogger logger, NodeId center);

    [LoggerMessage(EventId = 1607, Level = LogLevel.Warning, Message = "There is no Center.")]
    public static partial void NoCenter(ILogger logger);

    [LoggerMessage(EventId = 1608, Level = LogLevel.Error, Message = "{What} failed; the node goes on.")]
    public static partial void Failed(ILogger logger, string what, Exception error);
}
