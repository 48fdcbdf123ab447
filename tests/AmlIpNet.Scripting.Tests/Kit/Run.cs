namespace AmlIpNet.Scripting.Tests.Kit;

/// <summary>Runs programs of other languages.</summary>
internal static class Run
{
    /// <summary>How long a whole program may take on a busy machine.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Starts a Python program, given as a file or by -c or -m; it finds the package of this repository and the assembly of this build.</summary>
    public static ChildProcess Python(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? variables = null) =>
        ChildProcess.Start(Tools.Python, arguments, [.. Environment, .. variables ?? []]);

    /// <summary>What every program gets to find AmlIpNet.</summary>
    public static KeyValuePair<string, string>[] Environment { get; } =
    [
        new("AMLIPNET_HOME", Place.NativeHome),
        new("PYTHONPATH", string.Join(Path.PathSeparator, Path.Combine(Place.Root, "python"), Place.Source("Python"))),
        new("PYTHONDONTWRITEBYTECODE", "1"),
        new("PYTHONUTF8", "1"),
    ];

    /// <summary>Waits for the end of a program that is to succeed.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static async Task<string> ToEndAsync(ChildProcess process)
    {
        int exit = await process.WaitForExitAsync(Limit);
        List<string> lines = [];
        await foreach (string line in process.ReadLinesAsync()) lines.Add(line);
        Assert.True(exit == 0, $"{process.Name} ended with {exit}.\n{string.Join('\n', lines)}\n{process.Errors}");
        return string.Join('\n', lines);
    }
}
