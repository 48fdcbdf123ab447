namespace AmlIpNet;

/// <summary>A model that was asked for did not come.</summary>
public abstract class ModelException(string message, NodeId sender) : AmlIpException(message)
{
    /// <summary>Who was asked.</summary>
    public NodeId Sender { get; } = sender;
}

/// <summary>The model sender did not answer in time. AML-IP has no message for a failure: its handler may also have thrown, or it was too busy to take the request.</summary>
public sealed class ModelTimedOutException(string message, NodeId sender) : ModelException(message, sender);

/// <summary>The model sender left, or died, before it answered.</summary>
public sealed class ModelSenderLostException(string message, NodeId sender) : ModelException(message, sender);
