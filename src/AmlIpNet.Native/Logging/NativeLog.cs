using Microsoft.Extensions.Logging;

namespace AmlIpNet.Native;

/// <summary>What native hosts are told of: event ids 1500 to 1599.</summary>
internal static partial class NativeLog
{
    [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "Node {Node}: a further thread for callbacks could not be started; those that it has go on.")]
    public static partial void NoThread(ILogger logger, Exception error, NodeId node);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "Node {Node}: a thread for callbacks failed and has ended.")]
    public static partial void ThreadFailed(ILogger logger, Exception error, NodeId node);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Error, Message = "Node {Node} gives its host nothing more, since it failed.")]
    public static partial void NodeFailed(ILogger logger, Exception error, NodeId node);
}
