namespace AmlIpNet.Cli.Running;

/// <summary>What the process returns. The help text of <c>amlip</c> and docs/CLI.md tell the same.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command did its work, and its result is bad news.</summary>
    public const int JobFailed = 1;

    /// <summary>Bad input: arguments, files, options, or a library that is missing.</summary>
    public const int BadInput = 2;

    /// <summary>An error that nobody foresaw.</summary>
    public const int Unexpected = 70;

    /// <summary>Ctrl-C, or another signal that asks to stop: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them, with what they mean.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "done"),
        (JobFailed, "a job failed or its time was up, a replay differs from its recording, a promise was broken in a simulation, the doctor found a problem"),
        (BadInput, "bad input: an argument, a file, a name, a library that is missing; the message says what to do"),
        (Unexpected, "an error that nobody foresaw; --log debug shows its details"),
        (Interrupted, "interrupted: Ctrl-C, SIGTERM or SIGHUP"),
    ];
}
