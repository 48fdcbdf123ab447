namespace AmlIpNet.Scripting.Tests.Kit;

/// <summary>Where things are.</summary>
internal static class Place
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration that the tests were built in: the name of the folder above the framework's.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    /// <summary>The folder of AmlIpNet.Native.dll of this build.</summary>
    public static string NativeHome { get; } = Path.Combine(Root, "src", "AmlIpNet.Native", "bin", Configuration, "net10.0");

    /// <summary>A file beside these tests.</summary>
    public static string Source(params string[] path) => Path.Combine([Root, "tests", "AmlIpNet.Scripting.Tests", .. path]);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AmlIpNet.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No AmlIpNet.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
