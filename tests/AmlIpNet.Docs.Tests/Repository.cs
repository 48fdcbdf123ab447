namespace AmlIpNet.Docs.Tests;

/// <summary>The files of the working tree, without what .gitignore names.</summary>
internal static class Repository
{
    private static readonly string[] s_ignored = ["bin", "obj", "artifacts", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root, with forward slashes, in a fixed order.</summary>
    public static IEnumerable<string> Files(string folder = "", params string[] endings) =>
        Walk(Path.Combine(Root, folder))
            .Where(file => endings.Length == 0 || endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>What a reader reads: the README, the changelog and everything in docs and examples.</summary>
    public static IEnumerable<string> Documents() => Files("", ".md");

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
            if (!s_ignored.Contains(Path.GetFileName(file))) yield return file;
        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            if (s_ignored.Contains(Path.GetFileName(inner))) continue;
            foreach (string file in Walk(inner)) yield return file;
        }
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AmlIpNet.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No AmlIpNet.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
