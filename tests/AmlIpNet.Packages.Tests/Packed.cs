using System.IO.Compression;
using System.Xml.Linq;
using AmlIpNet.TestKit;

namespace AmlIpNet.Packages.Tests;

/// <summary>All packages of this build, packed into a folder outside the repository, under a version that nobody else has.</summary>
public sealed class Packed : IAsyncLifetime
{
    /// <summary>The configuration that the tests were built in: the name of the folder above the framework's.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    public static string Root { get; } = FindRoot();

    /// <summary>The names of the projects in src that make a package: the engine over RTI Connext does with RTI's package only.</summary>
    public static IEnumerable<string> Projects => Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Where(file => !File.ReadAllText(file).Contains("<IsPackable", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)!);

    public string Folder { get; } = Directory.CreateTempSubdirectory("amlip-packages-").FullName;

    public string Version { get; } = $"0.1.0-test.{Environment.ProcessId}.{Random.Shared.Next(1_000_000)}";

    public string Feed => Path.Combine(Folder, "feed");

    public async Task InitializeAsync()
    {
        // Errors CP…: the public API breaks the baseline in api/. On purpose? ./build.sh pack with the option accept writes it down.
        await RunAsync(Root, "msbuild", "src/Pack.proj", "-nologo", "-v:quiet", $"-p:Configuration={Configuration}", "-p:NoBuild=true", $"-p:PackageVersion={Version}", $"-p:PackageOutputPath={Feed}");
        Directory.CreateDirectory(PathOf("any"));
        // What others made comes from where the build of this repository got it; it is on this machine already.
        File.WriteAllText(PathOf("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="built" value="{Cache()}" /></fallbackPackageFolders>
              <config><add key="globalPackagesFolder" value="{PathOf("cache")}" /></config>
            </configuration>
            """);
        File.WriteAllText(PathOf("Directory.Build.props"), "<Project />");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public ZipArchive Open(string package, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Feed, $"{package}.{Version}.{extension}"));

    public XElement Description(string package)
    {
        using var archive = Open(package);
        using var stream = archive.GetEntry($"{package}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    /// <summary>Runs the SDK to its end.</summary>
    /// <returns>Its output.</returns>
    public static async Task<string> RunAsync(string directory, params string[] arguments)
    {
        var (exit, output) = await TryRunAsync(directory, arguments);
        Assert.True(exit == 0, $"dotnet {string.Join(' ', arguments)} ended with {exit}:\n{output}");
        return output;
    }

    public static async Task<(int Exit, string Output)> TryRunAsync(string directory, params string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        await using var process = ChildProcess.Start("/bin/sh", ["-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory, dotnet, .. arguments], new Dictionary<string, string>
        {
            ["MSBUILDDISABLENODEREUSE"] = "1", // nothing may stay behind and hold the test's pipes
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        });
        List<string> lines = [];
        var reading = Task.Run(async () =>
        {
            await foreach (string line in process.ReadLinesAsync()) lines.Add(line);
        });
        int exit = await process.WaitForExitAsync(TimeSpan.FromMinutes(8));
        await Wait.For(reading, "the end of the output");
        return (exit, $"{string.Join('\n', lines)}\n{process.Errors}");
    }

    private static string Cache() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AmlIpNet.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No AmlIpNet.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
