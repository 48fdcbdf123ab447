namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>A test that needs the Fast DDS peer; skipped, with the remedy, where it cannot be built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute() => Skip = PeerProgram.FastDds.Missing;
}

/// <summary>The same for a test with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute() => Skip = PeerProgram.FastDds.Missing;
}
