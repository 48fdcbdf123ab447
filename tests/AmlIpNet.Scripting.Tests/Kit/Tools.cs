namespace AmlIpNet.Scripting.Tests.Kit;

/// <summary>Programs that these tests need and a machine may lack.</summary>
internal static class Tools
{
    /// <summary>Debian's own python3, or else the first on the PATH; null if there is none. AMLIPNET_PYTHON names another.</summary>
    public static string? Python { get; } = Environment.GetEnvironmentVariable("AMLIPNET_PYTHON") is { Length: > 0 } named ? named : Find("/usr/bin/python3", "python3");

    /// <summary>The C compiler; null if there is none.</summary>
    public static string? Gcc { get; } = Find("/usr/bin/gcc", "gcc");

    /// <summary>PowerShell; null if there is none.</summary>
    public static string? PowerShell { get; } = Find("/usr/bin/pwsh", "pwsh");

    private static string? Find(string usual, string name) =>
        File.Exists(usual) ? usual : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}

/// <summary>A test that needs python3; skipped, with the remedy, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Tools.Python is null ? "python3 was not found: install it (Debian: apt-get install python3)." : null;
}

/// <summary>A test that needs gcc; skipped, with the remedy, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GccFactAttribute : FactAttribute
{
    public GccFactAttribute() => Skip = Tools.Gcc is null ? "gcc was not found: install it (Debian: apt-get install gcc libc6-dev)." : null;
}

/// <summary>A test that needs PowerShell; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PowerShellFactAttribute : FactAttribute
{
    public PowerShellFactAttribute() => Skip = Tools.PowerShell is null ? "pwsh was not found: install PowerShell 7.6 or newer." : null;
}
