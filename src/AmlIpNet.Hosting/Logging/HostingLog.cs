using Microsoft.Extensions.Logging;

namespace AmlIpNet.Hosting;

/// <summary>What hosted nodes log. The event ids are stable.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(EventId = 1401, Level = LogLevel.Information, Message = "The hosted node '{Name}' joined as {Node}.")]
    public static partial void Joined(ILogger logger, string name, NodeId node);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Information, Message = "The hosted node '{Name}' takes no more jobs and finishes those that it has.")]
    public static partial void Draining(ILogger logger, string name);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "The host's time to stop is over: the hosted node '{Name}' hands back what it has not finished. Raise HostOptions.ShutdownTimeout if its jobs take longer.")]
    public static partial void DrainCutShort(ILogger logger, string name);

    [LoggerMessage(EventId = 1404, Level = LogLevel.Information, Message = "The hosted node '{Name}' left ({Node}).")]
    public static partial void Left(ILogger logger, string name, NodeId node);

    [LoggerMessage(EventId = 1405, Level = LogLevel.Critical, Message = "The hosted node '{Name}' takes no more jobs, since it failed: the application stops.")]
    public static partial void Failed(ILogger logger, string name, Exception error);

    [LoggerMessage(EventId = 1406, Level = LogLevel.Warning, Message = "The host's time to stop is over: the hosted node '{Name}' has not finished its farewell, and others may take it for lost. Raise HostOptions.ShutdownTimeout, or lower its CloseTimeout.")]
    public static partial void FarewellCutShort(ILogger logger, string name);

    [LoggerMessage(EventId = 1407, Level = LogLevel.Warning, Message = "The hosted node '{Name}' failed while it finished its last jobs; the host stops all the same.")]
    public static partial void DrainFailed(ILogger logger, string name, Exception error);
}
