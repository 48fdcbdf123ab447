namespace AmlIpNet.Cli.Tests;

/// <summary>A test that is skipped, in words, elsewhere than on Linux.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "runs on Linux only";
}
