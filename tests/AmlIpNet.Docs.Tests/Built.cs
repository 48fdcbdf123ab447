namespace AmlIpNet.Docs.Tests;

/// <summary>Programs of this build.</summary>
internal static class Built
{
    /// <summary>The configuration that the tests were built in: the name of the folder above the framework's.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    public static string Program(string project, string name)
    {
        string path = Path.Combine(Repository.Root, project, "bin", Configuration, "net10.0", $"{name}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} has not been built in {Configuration}: build the solution.", path);
    }
}
