using System.Collections.Immutable;
using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>The types of the native plane's topics, as <c>idl/amlipnet.idl</c> has them.</summary>
public static class NativeTypes
{
    private static readonly TypeDescription s_attribute = new("amlipnet::v1::attribute",
        [new("key", MemberKind.String, NativeBounds.MaxKeyBytes), new("value", MemberKind.String, NativeBounds.MaxValueBytes)]);

    private static readonly TypeDescription s_held = new("amlipnet::v1::held", [.. Id("client"), UInt64("task")]);

    private static readonly TypeDescription s_part = new("amlipnet::v1::part",
        [UInt32("length"), new("digest", MemberKind.Octets, PayloadPart.DigestBytes)]);

    /// <summary>The type of <see cref="AvailabilityMessage"/>.</summary>
    public static TypeDescription Availability { get; } = new("amlipnet::v1::availability",
    [
        UInt16("version"), UInt16("state"), .. Id("server"), UInt64("incarnation"), UInt64("load_version"), .. Load(),
        new("attributes", MemberKind.Sequence, NativeBounds.MaxAttributes, s_attribute),
        new("held_attempts", MemberKind.Sequence, NativeBounds.MaxHeld, s_held),
        UInt64("done"), UInt64("failed"),
    ]);

    /// <summary>The type of <see cref="WorkMessage"/> and a payload.</summary>
    public static TypeDescription Work { get; } = new("amlipnet::v1::work",
    [
        UInt16("version"), UInt16("kind"), .. Id("client"), UInt64("client_incarnation"), UInt64("server_incarnation"), UInt64("job"), UInt64("task"),
        UInt32("time_left"), UInt32("priority"), .. Body(),
    ]);

    /// <summary>The type of <see cref="OutcomeMessage"/> and a payload.</summary>
    public static TypeDescription Outcome { get; } = new("amlipnet::v1::outcome",
    [
        UInt16("version"), UInt16("kind"), .. Id("server"), UInt64("server_incarnation"), UInt64("client_incarnation"), UInt64("job"), UInt64("task"),
        UInt64("last_task"), UInt64("load_version"), .. Load(), UInt16("state"), UInt32("code"),
        new("text", MemberKind.String, NativeBounds.MaxTextBytes), UInt64("progress"), .. Body(),
    ]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<TypeDescription> All { get; } = [Availability, Work, Outcome];

    private static ReadOnlySpan<Member> Load() => new[] { UInt32("slots"), UInt32("free"), UInt32("queue_room") };

    private static ReadOnlySpan<Member> Body() => new Member[]
    {
        new("metadata", MemberKind.Sequence, NativeBounds.MaxMetadata, s_attribute),
        new("parts", MemberKind.Sequence, NativeBounds.MaxParts, s_part),
        new("payload_length", MemberKind.PayloadLength),
        new("payload", MemberKind.Payload),
    };

    private static Member UInt16(string name) => new(name, MemberKind.UInt16);

    private static Member UInt32(string name) => new(name, MemberKind.UInt32);

    private static Member UInt64(string name) => new(name, MemberKind.UInt64);

    private static ReadOnlySpan<Member> Id(string name) => new Member[]
    {
        new(name + ".name", MemberKind.String, NodeId.MaxNameBytes),
        new(name + ".id", MemberKind.Octets, NodeId.RandomBytes),
    };
}
