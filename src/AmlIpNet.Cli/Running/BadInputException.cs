namespace AmlIpNet.Cli.Running;

/// <summary>The user gave something that cannot work; the message says what to give instead. Exit code 2.</summary>
internal sealed class BadInputException(string message, Exception? inner = null) : AmlIpException(message, inner);
