using System.ComponentModel;
using System.Diagnostics;
using IOPath = System.IO.Path;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>tests/peers/rti, by node: on RTI's connector where somebody asks for it, or on the stand-in for it.</summary>
internal sealed class ConnextPeer(bool standIn) : PeerProgram
{
    /// <summary>The environment variable that tells where RTI's connector is installed; `./build.sh interop --rti` sets it.</summary>
    public const string Switch = "AMLIPNET_RTI_CONNECTOR";

    public override string Name => standIn ? "stand-in for RTI Connext" : "RTI Connext 7.7";

    protected override string[] Flags => [standIn ? "stand-in" : "connector"];

    protected override IEnumerable<string> Sources => Directory.GetFiles(Folder, "*.js");

    private static string Folder => IOPath.Combine(Root, "tests", "peers", "rti");

    protected override string? FindMissing()
    {
        if (standIn && FastDds.Missing is { } missing) return missing;
        if (!standIn && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Switch))) return "RTI's software is only run where somebody who may asks for it: ./build.sh interop --rti";
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            string version = node.StandardOutput.ReadToEnd().Trim();
            node.WaitForExit();
            return int.TryParse(version.TrimStart('v').Split('.')[0], out int major) && major >= 18 ? null : $"The RTI peer needs Node.js 18 or newer; this is {version}.";
        }
        catch (Win32Exception)
        {
            return "node is missing, which runs the RTI peer. On Debian: apt-get install nodejs";
        }
    }

    /// <summary>Nothing to compile: a script that calls node.</summary>
    protected override async Task Compile(string[] sources, string output)
    {
        string variables = standIn ? $"{Switch}='{IOPath.Combine(Folder, "standin.js")}' AMLIPNET_STANDIN_PEER='{await FastDds.Path.ConfigureAwait(false)}' " : "";
        await File.WriteAllTextAsync(output, $"#!/bin/sh\n{variables}exec node '{IOPath.Combine(Folder, "main.js")}' \"$@\"\n").ConfigureAwait(false);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(output, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
