namespace AmlIpNet.Cli.Running;

/// <summary>What the process returns. Told in the help text of <c>amlip</c>.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A job failed, its time was up, or a replay differs from its recording.</summary>
    public const int JobFailed = 1;

    /// <summary>Bad input: arguments, files, options, or a library that is missing.</summary>
    public const int BadInput = 2;

    /// <summary>An error that nobody foresaw.</summary>
    public const int Unexpected = 70;

    /// <summary>Ctrl-C, or another signal that asks to stop: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
