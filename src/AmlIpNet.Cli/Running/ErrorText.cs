using Microsoft.Extensions.Logging;

namespace AmlIpNet.Cli.Running;

/// <summary>Tells the user of an error: one message on standard error, details only on demand.</summary>
internal static class ErrorText
{
    /// <summary>The level of <c>--log</c>; from Debug on errors are shown with all details.</summary>
    public static LogLevel Level { get; set; } = LogLevel.Warning;

    private static bool ShowDetails => Level <= LogLevel.Debug;

    /// <summary>Writes the error.</summary>
    /// <returns>The exit code that it deserves.</returns>
    public static int Write(Exception error)
    {
        if (error is AggregateException { InnerExceptions: [var only] }) error = only;
        var foreseen = error is AmlIpException;
        Console.Error.WriteLine(SafeText.OfLines(foreseen || error is IOException
            ? $"amlip: {error.Message}"
            : $"amlip: unexpected {error.GetType().Name}: {OneLine(error.Message)}{(ShowDetails ? "" : " (details: --log debug)")}"));
        if (ShowDetails) Console.Error.WriteLine(SafeText.OfLines($"{error}"));
        return foreseen ? ExitCode.BadInput : error is IOException ? ExitCode.JobFailed : ExitCode.Unexpected;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
