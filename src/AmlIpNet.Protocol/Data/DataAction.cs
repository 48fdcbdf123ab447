namespace AmlIpNet.Protocol;

/// <summary>What a machine of the data space wants done.</summary>
public enum DataActionKind
{
    /// <summary>Ask the Center who holds the key.</summary>
    AskHolders,

    /// <summary>Ask <see cref="DataAction.To"/> for <see cref="DataAction.Length"/> bytes from <see cref="DataAction.Offset"/>.</summary>
    AskPart,

    /// <summary>Keep the bytes that came.</summary>
    Accept,

    /// <summary>All bytes are there: check their digest, and say whether they are good.</summary>
    Complete,

    /// <summary>Forget the bytes that came so far.</summary>
    Drop,

    /// <summary>The value cannot be had: <see cref="DataAction.Entry"/> says why.</summary>
    GiveUp,

    /// <summary>Call the function.</summary>
    Run,

    /// <summary>Tell the function to stop.</summary>
    Abort,

    /// <summary>Forget the value.</summary>
    Remove,

    /// <summary>Tell a Center what changed.</summary>
    Report,

    /// <summary>Tell a Center all.</summary>
    Register,

    /// <summary>Answer a request.</summary>
    Reply,

    /// <summary>Ask a worker to register.</summary>
    Hello,

    /// <summary>Tell a worker that its reports are in the maps.</summary>
    Ack,

    /// <summary>Have a worker compute the key.</summary>
    Assign,

    /// <summary>Have a worker forget the key.</summary>
    Delete,

    /// <summary>Remember the recipe, or forget it when there is none.</summary>
    Store,
}

/// <summary>One thing that a machine of the data space wants done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">The key.</param>
/// <param name="To">The node.</param>
/// <param name="Request">The request that is answered, or a report's number.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Info">The value's facts.</param>
/// <param name="Entry">What is said of the key.</param>
/// <param name="Entries">What is said of several keys.</param>
public readonly record struct DataAction(
    DataActionKind Kind, string Key = "", DataAddress To = default, ulong Request = 0, long Offset = 0, int Length = 0, ValueInfo Info = default, DataEntry? Entry = null,
    IReadOnlyList<DataEntry>? Entries = null);
