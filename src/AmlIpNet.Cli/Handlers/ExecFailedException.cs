namespace AmlIpNet.Cli.Handlers;

/// <summary>The command of <c>--exec</c> failed for a job.</summary>
internal sealed class ExecFailedException(string message) : AmlIpException(message);
