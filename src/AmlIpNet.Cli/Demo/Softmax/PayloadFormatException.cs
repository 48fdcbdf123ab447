namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>The bytes of a job or solution are not what the demo's model reads. The message says which and why.</summary>
internal sealed class PayloadFormatException(string message) : AmlIpException(message);
