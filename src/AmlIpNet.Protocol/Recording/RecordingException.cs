namespace AmlIpNet.Protocol;

/// <summary>A flight recording cannot be read or replayed.</summary>
public sealed class RecordingException(string message, Exception? inner = null) : AmlIpException(message, inner);
