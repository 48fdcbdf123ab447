using System.Reflection;
using Xunit.Sdk;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>Gives a theory one peer; skipped, with the remedy, where that peer cannot be built.</summary>
public abstract class OnPeerAttribute : DataAttribute
{
    private readonly PeerProgram _peer;

    private protected OnPeerAttribute(PeerProgram peer)
    {
        _peer = peer;
        Skip = peer.Missing;
    }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[_peer.Name]];
}

/// <summary>The theory runs with the peer on Fast DDS.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnFastDdsAttribute : OnPeerAttribute
{
    public OnFastDdsAttribute() : base(PeerProgram.FastDds) { }
}

/// <summary>The theory runs with the peer on Cyclone DDS.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnCycloneAttribute : OnPeerAttribute
{
    public OnCycloneAttribute() : base(PeerProgram.Cyclone) { }
}

/// <summary>The theory runs with the peer on RTI Connext, where somebody asks for that.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnConnextAttribute : OnPeerAttribute
{
    public OnConnextAttribute() : base(PeerProgram.Connext) { }
}

/// <summary>The theory runs with the peer for RTI Connext on what stands in for RTI's connector.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnConnextStandInAttribute : OnPeerAttribute
{
    public OnConnextStandInAttribute() : base(PeerProgram.ConnextStandIn) { }
}
