using AmlIpNet.TestKit;

namespace AmlIpNet.Packages.Tests;

public sealed class PackageTests(Packed packed) : IClassFixture<Packed>
{
    private const string Program = """
        using AmlIpNet;

        var network = NetworkOptions.Loopback with { Domain = int.Parse(args[0]) };
        await using var worker = AmlIp.CreateComputingNode(new ComputingNodeOptions { Name = "worker", Network = network });
        await using var main = AmlIp.CreateMainNode(new MainNodeOptions { Name = "main", Network = network });
        using var stop = new CancellationTokenSource();
        var working = worker.RunAsync(async (job, cancellationToken) => Solution.FromString(job.ToString().ToUpperInvariant()), stop.Token);
        Console.WriteLine(await main.RequestJobSolutionAsync(Job.FromString("hello")));
        Console.WriteLine(AmlIpNet.CycloneDds.CycloneEngine.LibraryFile);
        stop.Cancel();
        await working;
        """;

    public static TheoryData<string> Projects() => new(Packed.Projects);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_package_has_what_a_gallery_and_a_debugger_need(string project)
    {
        using var package = packed.Open(project);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains("README.md", files);
        Assert.Contains("LICENSE", files);
        var description = packed.Description(project);
        string Text(string name) => description.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
        Assert.StartsWith("Apache-2.0", Text("license"));
        Assert.Equal(("README.md", packed.Version), (Text("readme"), Text("version")));
        Assert.True(Text("description").Length > 30, "The package needs a description, in the project file.");
        Assert.NotEqual("", Text("tags"));
        if (files.Any(file => file.StartsWith("tools/"))) return;
        Assert.Contains($"lib/net10.0/{project}.dll", files);
        Assert.Contains($"lib/net10.0/{project}.xml", files);
        using var symbols = packed.Open(project, "snupkg");
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{project}.pdb"));
    }

    [CarriesTheory]
    [InlineData("AmlIpNet.CycloneDds", "")]
    [InlineData("AmlIpNet.Cli", "tools/net10.0/any/")]
    public void The_native_library_comes_with_its_licences(string project, string place)
    {
        using var package = packed.Open(project);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        foreach (string library in new[] { "libddsc.so.0.10.2", "libiceoryx_platform.so.2", "libiceoryx_hoofs.so.2", "libiceoryx_posh.so.2", "libiceoryx_binding_c.so.2" })
            Assert.Contains($"{place}runtimes/linux-x64/native/{library}", files);
        foreach (string licence in new[] { "licences/cyclonedds/copyright", "licences/iceoryx/copyright", "THIRD-PARTY-NOTICES.txt" }) Assert.Contains(licence, files);
        Assert.Contains("EPL-2.0 OR BSD-3-Clause", packed.Description(project).Elements().Single(element => element.Name.LocalName == "license").Value);
    }

    [Fact]
    public async Task A_fresh_project_outside_the_repository_gets_a_solution()
    {
        using var domain = TestDomain.Lease();
        string folder = packed.PathOf("fresh");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Program);
        File.WriteAllText(Path.Combine(folder, "fresh.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit><NoWarn>CS1998</NoWarn>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="AmlIpNet" Version="{packed.Version}" /></ItemGroup>
            </Project>
            """);
        await Packed.RunAsync(folder, "build", "-nologo", "-v:quiet");
        await using var program = ChildProcess.StartDotnet(Path.Combine(folder, "bin", "Debug", "net10.0", "fresh.dll"), [$"{domain.Id}"]);
        Assert.Equal("HELLO", await program.WaitForLineAsync(_ => true, "the solution", TimeSpan.FromSeconds(90)));
        string library = await program.WaitForLineAsync(_ => true, "the library's file");
        if (Carries) Assert.StartsWith(packed.Folder, library);
        Assert.Equal(0, await program.WaitForExitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task The_tool_is_installed_and_runs()
    {
        using var domain = TestDomain.Lease();
        string tools = packed.PathOf("tools"), config = packed.PathOf("nuget.config");
        await Packed.RunAsync(packed.Folder, "tool", "install", "AmlIpNet.Cli", "--version", packed.Version, "--tool-path", tools, "--configfile", config);
        Assert.Matches(@"^0\.1\.0", Assert.Single(await AmlIpAsync("--version")));
        var lines = await AmlIpAsync("doctor", "--json", "--loopback", "--domain", $"{domain.Id}", "--wait", "0.5");
        Assert.Contains("\"event\":\"verdict\"", lines[^1]);
        if (Carries) Assert.Contains(tools, lines[0]);
        Assert.Contains("40 jobs", string.Join('\n', await AmlIpAsync("demo", "--engine", "in-process", "--rounds", "5", "--model", "softmax", "--picture", packed.PathOf("demo.svg"))));

        async Task<List<string>> AmlIpAsync(params string[] arguments)
        {
            await using var amlip = ChildProcess.Start(Path.Combine(tools, "amlip"), arguments, new Dictionary<string, string> { ["DOTNET_ROOT"] = DotnetRoot() });
            List<string> output = [];
            var reading = Task.Run(async () =>
            {
                await foreach (string line in amlip.ReadLinesAsync()) output.Add(line);
            });
            Assert.True(await amlip.WaitForExitAsync(TimeSpan.FromSeconds(90)) == 0, $"amlip {string.Join(' ', arguments)}: {amlip.Errors}");
            await Wait.For(reading, "the end of the output");
            return output;
        }
    }

    [Fact]
    public async Task A_break_of_the_baseline_fails_the_packing()
    {
        // A baseline of another library: all of its API is missing in this one.
        var (exit, output) = await Packed.TryRunAsync(Packed.Root, "msbuild", "src/AmlIpNet.Aml/AmlIpNet.Aml.csproj", "-t:Pack", "-nologo", "-v:quiet",
            $"-p:Configuration={Packed.Configuration}", "-p:NoBuild=true", $"-p:PackageVersion={packed.Version}", $"-p:PackageOutputPath={packed.PathOf("broken")}",
            $"-p:PackageValidationBaselinePath={Path.Combine(Packed.Root, "api", "AmlIpNet.Dds.nupkg")}",
            $"-p:_ApiCompatValidatePackageSemaphoreFile={packed.PathOf("validated")}");
        Assert.NotEqual(0, exit);
        Assert.Contains("CP0001: Type 'AmlIpNet.NetworkOptions'", output);
    }

    [Fact]
    public void Every_baseline_has_its_library()
    {
        string[] baselines = [.. Directory.GetFiles(Path.Combine(Packed.Root, "api"), "*.nupkg").Select(file => Path.GetFileNameWithoutExtension(file)!)];
        Assert.Contains("AmlIpNet", baselines);
        Assert.Empty(baselines.Except(Packed.Projects)); // a library that is gone breaks all of its users
    }

    private static bool Carries => File.Exists("/usr/lib/x86_64-linux-gnu/libddsc.so.0.10.2");

    private sealed class CarriesTheoryAttribute : TheoryAttribute
    {
        public CarriesTheoryAttribute() => Skip = Carries ? null : "Cyclone DDS is not installed here, so the packages carry none";
    }

    private static string DotnetRoot() => Path.GetDirectoryName(File.ResolveLinkTarget(Environment.ProcessPath!, returnFinalTarget: true)?.FullName ?? Environment.ProcessPath!)!;
}
