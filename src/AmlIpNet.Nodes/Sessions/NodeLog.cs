using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes;

/// <summary>What nodes log. The event ids are stable.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "An endpoint does not match. {Mismatch}")]
    public static partial void Mismatch(ILogger logger, EndpointMismatch mismatch);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "Node {Node} joined domain {Domain}.")]
    public static partial void Joined(ILogger logger, NodeId node, int domain);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Warning, Message = "Node {Node} is gone; its jobs go to others.")]
    public static partial void NodeLost(ILogger logger, NodeId node);

    [LoggerMessage(EventId = 1210, Level = LogLevel.Warning, Message = "Node {Node} shows no sign of life; its jobs may get a second attempt elsewhere.")]
    public static partial void NodeSuspected(ILogger logger, NodeId node);

    [LoggerMessage(EventId = 1211, Level = LogLevel.Information, Message = "The client {Client} died with request {Task} open: AML-IP servers that wait for its target were freed.")]
    public static partial void Healed(ILogger logger, NodeId client, uint task);

    [LoggerMessage(EventId = 1212, Level = LogLevel.Warning, Message = "The load of {Node} is not shown, nor that of others to come: {MaxNodes} nodes have one. Raise StatusNodeOptions.MaxNodes.")]
    public static partial void LoadRefused(ILogger logger, NodeId node, int maxNodes);

    [LoggerMessage(EventId = 1213, Level = LogLevel.Warning, Message = "A listener of spans or metrics threw: node {Node} goes on without it, and says so only once.")]
    public static partial void TelemetryFailed(ILogger logger, NodeId node, Exception error);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "A sample on {Topic} was malformed and skipped.")]
    public static partial void Malformed(ILogger logger, string topic);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Warning, Message = "The handler threw on task {Task} (attempt {Attempt} of {Attempts}).")]
    public static partial void HandlerThrew(ILogger logger, ExecutionKey task, int attempt, int attempts, Exception error);

    [LoggerMessage(EventId = 1206, Level = LogLevel.Error, Message = "Task {Task} ends without a solution: the handler threw each time and no failure reply is set, so its client goes on waiting.")]
    public static partial void SilentFailure(ILogger logger, ExecutionKey task);

    [LoggerMessage(EventId = 1207, Level = LogLevel.Error, Message = "Task {Task}: {Reason}")]
    public static partial void SolutionRefused(ILogger logger, ExecutionKey task, string reason);

    [LoggerMessage(EventId = 1209, Level = LogLevel.Error, Message = "{Action} failed; the node goes on.")]
    public static partial void ActionFailed(ILogger logger, string action, Exception error);

    [LoggerMessage(EventId = 1208, Level = LogLevel.Warning, Message = "The numbers of {Old} are used up: this node goes on as {New}.")]
    public static partial void Renewed(ILogger logger, NodeId old, NodeId @new);

    [LoggerMessage(EventId = 1214, Level = LogLevel.Error, Message = "The handler threw on request {Task} of {Receiver} for a model: it gets no answer, since AML-IP has no message for a failure.")]
    public static partial void ModelHandlerThrew(ILogger logger, NodeId receiver, uint task, Exception error);

    [LoggerMessage(EventId = 1215, Level = LogLevel.Error, Message = "The model for request {Task} of {Receiver} has {Bytes} bytes, above the limit of {Limit}: it gets no answer. Raise NetworkOptions.MaxPayloadBytes on both sides, or send it in parts.")]
    public static partial void ModelTooLarge(ILogger logger, NodeId receiver, uint task, int bytes, int limit);

    [LoggerMessage(EventId = 1216, Level = LogLevel.Warning, Message = "Statistics of {Sender} have {Bytes} bytes, above the limit of {Limit}, and are not told. Raise ModelReceiverNodeOptions.MaxStatisticsBytes, or let it tell less.")]
    public static partial void StatisticsTooLarge(ILogger logger, NodeId sender, int bytes, int limit);

    [LoggerMessage(EventId = 1217, Level = LogLevel.Warning, Message = "Task {Task} came with a part whose bytes do not have its digest: they were changed before it was sent, or spoilt on the way. It is refused, and will be sent whole.")]
    public static partial void PartSpoilt(ILogger logger, ExecutionKey task);
}
