namespace AmlIpNet;

/// <summary>What a node is doing, as AML-IP numbers it (u32 on the wire). A number that is not listed is carried as it is and shown as a number.</summary>
public enum NodeState : uint
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>At work.</summary>
    Running = 1,

    /// <summary>There, but idle.</summary>
    Stopped = 2,

    /// <summary>Gone.</summary>
    Dropped = 3,
}
