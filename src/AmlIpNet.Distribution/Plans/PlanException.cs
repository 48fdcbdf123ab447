namespace AmlIpNet.Distribution;

/// <summary>A plan cannot be made of this, or the bytes are no plan. The message says what to change.</summary>
public sealed class PlanException(string message, Exception? inner = null) : AmlIpException(message, inner);
