namespace AmlIpNet;

/// <summary>A payload serializer cannot write a value, or cannot read the bytes that another node sent.</summary>
public sealed class InvalidPayloadException(string message, Exception? inner = null) : AmlIpException(message, inner)
{
    /// <summary>The solution that cannot be read: its bytes, who solved the job and as which task. Null when it is about something else.</summary>
    public Solution? Solution { get; private init; }

    internal static InvalidPayloadException Unreadable(Solution solution, NodeId client, Exception error) =>
        new($"The solution of task {solution.TaskId} of {client}, by {solution.SolvedBy}, cannot be read: {error.Message} Its bytes are in {nameof(InvalidPayloadException)}.{nameof(Solution)}.", error)
        {
            Solution = solution,
        };

    internal static InvalidPayloadException Unreadable(IPayloadSerializer serializer, Type type, int size, string reason, Exception? inner = null) =>
        new($"A payload of {size:N0} bytes is no {type.Name} in {serializer}: {reason} Give both nodes the same serializer and the same types.", inner);

    internal static InvalidPayloadException Unwritable(IPayloadSerializer serializer, Type type, string reason, Exception? inner = null) =>
        new($"A {type.Name} cannot be written in {serializer}: {reason}", inner);
}
