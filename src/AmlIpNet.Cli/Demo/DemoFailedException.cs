namespace AmlIpNet.Cli.Demo;

/// <summary>The demo cannot go on; the message says why and what to do. Exit code 1.</summary>
internal sealed class DemoFailedException(string message, Exception? inner = null) : AmlIpException(message, inner);
