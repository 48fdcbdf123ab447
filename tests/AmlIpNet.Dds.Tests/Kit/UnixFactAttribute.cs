namespace AmlIpNet.Dds.Tests;

/// <summary>A test that needs POSIX tools and signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Needs Linux: flock, sh and signals.";
    }
}
