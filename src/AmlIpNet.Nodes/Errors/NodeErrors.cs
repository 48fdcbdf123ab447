namespace AmlIpNet;

/// <summary>The node was disposed before the call could end.</summary>
public sealed class NodeClosedException(string message) : AmlIpException(message);

/// <summary>The job was given up because the Computing nodes that held it died.</summary>
public sealed class JobQuarantinedException(string message) : AmlIpException(message);
