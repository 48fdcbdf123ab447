using System.Runtime.InteropServices;
using AmlIpNet.Dds.Contract.CrossProcess;
using AmlIpNet.Dds.TestPeer;

namespace AmlIpNet.CycloneDds.Tests;

/// <summary>A library that is missing or foreign is an error that says what to do. The peer process has not loaded the right one yet.</summary>
public sealed class LibraryTests
{
    [Fact]
    public void A_library_that_lacks_another_one_names_it()
    {
        const string Said = """
            Unable to load shared library 'libddsc.so.0.10.2' or one of its dependencies.
            libssl.so.3: cannot open shared object file: No such file or directory
            libddsc.so.0.10.2.so: cannot open shared object file: No such file or directory
            """;
        Assert.Equal("libssl.so.3", CycloneLibrary.MissingNeed(Said, ["libddsc.so.0.10.2"]));
        Assert.Null(CycloneLibrary.MissingNeed("liblibnone.so: cannot open shared object file: No such file or directory", ["libnone.so"]));
    }

    [Theory]
    [InlineData("ubuntu.24.04-x64", "linux-x64")]
    [InlineData("fedora.40-x64", "linux-x64")]
    [InlineData("linux-x64", "linux-x64")]
    [InlineData("linux-musl-x64", "linux-musl-x64")]
    [InlineData("alpine.3.20-x64", "alpine.3.20-x64")]
    public void The_packages_folder_is_the_same_for_every_build_of_NET(string runtime, string folder)
    {
        if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64) Assert.Equal(folder, CycloneLibrary.PackagedFor(runtime));
        else Assert.Equal(runtime, CycloneLibrary.PackagedFor(runtime));
    }

    [Fact]
    public void A_missing_library_names_what_was_tried_and_the_remedy()
    {
        var error = Assert.Throws<EngineUnavailableException>(() => CycloneLibrary.Open(["libnone.so.1", "libnone.so"]));
        foreach (string part in new[] { "libnone.so.1, libnone.so", "apt-get install libddsc0debian", CycloneLibrary.PathVariable })
            Assert.Contains(part, error.Message);
    }

    [Fact]
    public void A_library_that_is_not_Cyclone_is_refused() =>
        Assert.Contains("is no Cyclone DDS library", Assert.Throws<EngineUnavailableException>(() => CycloneLibrary.Open(["libc.so.6"])).Message);

    [Fact]
    public async Task The_variable_names_the_only_library_to_load() =>
        Assert.Contains("/nowhere/libddsc.so", await Refusal("/nowhere/libddsc.so"));

    [Fact]
    public async Task Another_version_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("amlipnet-").FullName;
        try
        {
            string copy = Path.Combine(folder, "libddsc.so.11.0.1");
            File.Copy(CycloneLibrary.FileName, copy);
            string refusal = await Refusal(copy);
            Assert.Contains("is version 11.0.1", refusal);
            Assert.Contains("apt-get install libddsc0debian", refusal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Refusal(string path)
    {
        await using var peer = PeerProcess.Launch("peer", "cyclone", [new(CycloneLibrary.PathVariable, path)]);
        peer.Tell(new PeerCommand { Do = "join", Name = "peer", Domain = 1 });
        var failed = await peer.Events.WaitForOne(e => e.Event == "failed", "the refusal");
        Assert.StartsWith(nameof(EngineUnavailableException), failed.Detail);
        return failed.Detail;
    }
}
