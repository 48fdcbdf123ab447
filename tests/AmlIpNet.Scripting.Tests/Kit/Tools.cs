namespace AmlIpNet.Scripting.Tests.Kit;

/// <summary>Programs that these tests need and a machine may lack.</summary>
internal static class Tools
{
    private const string NoPython = "python3 was not found: install it (Debian: apt-get install python3).";
    private const string NoGcc = "gcc was not found: install it (Debian: apt-get install gcc libc6-dev).";
    private static readonly string? s_python = Environment.GetEnvironmentVariable("AMLIPNET_PYTHON") is { Length: > 0 } named ? named : Find("/usr/bin/python3", "python3");
    private static readonly string? s_gcc = Find("/usr/bin/gcc", "gcc");

    /// <summary>Debian's own python3, or else the first on the PATH. AMLIPNET_PYTHON names another.</summary>
    public static string Python => s_python ?? throw new InvalidOperationException(NoPython);

    /// <summary>The C compiler.</summary>
    public static string Gcc => s_gcc ?? throw new InvalidOperationException(NoGcc);

    /// <summary>PowerShell; null if there is none.</summary>
    public static string? PowerShell { get; } = Find("/usr/bin/pwsh", "pwsh");

    /// <summary>Why tests of Python are skipped.</summary>
    public static string? SkipPython => s_python is null && MaySkip ? NoPython : null;

    /// <summary>Why tests of C are skipped.</summary>
    public static string? SkipGcc => s_gcc is null && MaySkip ? NoGcc : null;

    // A build server that tests nothing must not be green: there the tests fail, with the remedy.
    private static bool MaySkip => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    private static string? Find(string usual, string name) =>
        File.Exists(usual) ? usual : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}

/// <summary>A test that needs python3; where there is none it is skipped, or fails if the variable CI is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Tools.SkipPython;
}

/// <summary>A test that needs gcc; where there is none it is skipped, or fails if the variable CI is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GccFactAttribute : FactAttribute
{
    public GccFactAttribute() => Skip = Tools.SkipGcc;
}

/// <summary>A test that needs PowerShell; skipped where there is none, also by build servers: few have it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PowerShellFactAttribute : FactAttribute
{
    public PowerShellFactAttribute() => Skip = Tools.PowerShell is null ? "pwsh was not found: install PowerShell 7.6 or newer." : null;
}
