namespace AmlIpNet.Cli.Handlers;

/// <summary>A command gave no solution. The code is its exit code, or 1 when it is not the command that failed.</summary>
internal sealed class ExecFailedException(string message, int code = 1) : HandlerException(code, message)
{
    /// <summary>Whether the message has what the command said, or the command itself.</summary>
    public bool Quotes { get; init; }
}
