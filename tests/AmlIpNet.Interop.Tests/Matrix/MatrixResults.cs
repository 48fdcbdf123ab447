using System.Collections.Concurrent;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>What passed in this run; written to the page at the end when the environment asks for it (./build.sh interop does).</summary>
public sealed class MatrixResults : IDisposable
{
    public const string Switch = "AMLIPNET_INTEROP_PAGE";

    private readonly ConcurrentDictionary<(string Peer, Scenario Scenario), bool> _passed = new();

    internal static PeerProgram Find(string peer) => InteropPage.Peers.Select(one => one.Program).Append(PeerProgram.Connext).Single(one => one.Name == peer);

    internal void Passed(string peer, Scenario scenario) => Assert.True(_passed.TryAdd((peer, scenario), true), $"{peer} has passed {scenario} before: is it tested twice?");

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(Switch) != "1") return;
        if (PeerProgram.Connext.Missing is null) ConnextResults.Write(scenario => _passed.ContainsKey((PeerProgram.Connext.Name, scenario)));
        File.WriteAllText(InteropPage.File, InteropPage.Write((peer, scenario) =>
            _passed.ContainsKey((peer, scenario)) ? InteropPage.Passed
            : Find(peer).Missing is { } why ? $"skipped: {why}" : InteropPage.NotPassed));
    }
}

[CollectionDefinition(Name)]
public sealed class MatrixCollection : ICollectionFixture<MatrixResults>
{
    public const string Name = "Matrix";
}
