namespace AmlIpNet;

/// <summary>Base of every error that this library throws on purpose. The message says what happened, to which node, topic
/// or job, and what to do about it.</summary>
public abstract class AmlIpException : Exception
{
    /// <summary>Creates the error.</summary>
    protected AmlIpException(string message, Exception? inner = null) : base(message, inner) { }
}
