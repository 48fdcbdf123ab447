namespace AmlIpNet.Protocol;

/// <summary>How far a node is with a key.</summary>
public enum KeyState : ushort
{
    /// <summary>It has nothing to do with it.</summary>
    None = 0,

    /// <summary>It is wanted, and waits until it can be brought.</summary>
    Fetch = 1,

    /// <summary>It is being brought from a holder.</summary>
    Flight = 2,

    /// <summary>It is being computed.</summary>
    Executing = 3,

    /// <summary>It is held, in memory or on disk.</summary>
    Memory = 4,

    /// <summary>Nobody is known to hold it.</summary>
    Missing = 5,

    /// <summary>It could not be had or computed: of answers and reports only, no worker has a key in this state. An error is an answer: no value is kept.</summary>
    Error = 6,
}

/// <summary>Why a key cannot be had.</summary>
public enum DataCode : ushort
{
    /// <summary>It can.</summary>
    Ok = 0,

    /// <summary>The one who was asked does not have it.</summary>
    Absent = 1,

    /// <summary>The one who was asked has too much to do: ask again later.</summary>
    Busy = 2,

    /// <summary>The function threw.</summary>
    Failed = 3,

    /// <summary>Every holder is gone, and nobody knows how to compute it.</summary>
    Lost = 4,

    /// <summary>Its computation killed so many workers that it is not tried again.</summary>
    Blamed = 5,

    /// <summary>The worker does not know the function.</summary>
    NoFunction = 6,

    /// <summary>The worker has no room for it, in memory or on disk.</summary>
    NoRoom = 7,

    /// <summary>It was deleted meanwhile.</summary>
    Deleted = 8,

    /// <summary>Its bytes are not those that were announced.</summary>
    Corrupt = 9,

    /// <summary>Whoever holds it does not let it be had, or be used so.</summary>
    Denied = 10,
}
