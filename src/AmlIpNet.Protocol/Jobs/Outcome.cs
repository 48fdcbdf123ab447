namespace AmlIpNet.Protocol;

/// <summary>What a server says about an attempt. <see cref="Solution"/> implies accepted and started, which are told of their own only when an
/// attempt takes its time.</summary>
public enum OutcomeKind : ushort
{
    /// <summary>Kept until a slot is free.</summary>
    Accepted = 0,

    /// <summary>Running.</summary>
    Started = 1,

    /// <summary>How far the handler is.</summary>
    Progress = 2,

    /// <summary>Not taken, or given back before it started, or given up by a server that leaves: no fault of the job.</summary>
    Refused = 3,

    /// <summary>Solved; the payload is the solution.</summary>
    Solution = 4,

    /// <summary>The handler gave up, with a code and a message.</summary>
    Failed = 5,
}

/// <summary>Why a server refused.</summary>
public enum RefusalReason
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>No slot and no room to keep it.</summary>
    Busy = 1,

    /// <summary>The server is leaving.</summary>
    Draining = 2,

    /// <summary>It was meant for an earlier incarnation of the server.</summary>
    WrongIncarnation = 3,

    /// <summary>The client took it back before it started.</summary>
    Recalled = 4,

    /// <summary>Its time was over before it started.</summary>
    TooLate = 5,

    /// <summary>The client cancelled it, or was thought to be gone, while it ran.</summary>
    Cancelled = 6,

    /// <summary>The server does not hold a part that was not sent, or what was sent of one has another digest. The client sends the job whole.</summary>
    PartsMissing = 7,
}
