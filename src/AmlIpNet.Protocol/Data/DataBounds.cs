namespace AmlIpNet.Protocol;

/// <summary>The bounds of the data space's messages. A received message beyond one of them is malformed.</summary>
public static class DataBounds
{
    /// <summary>Bytes in UTF-8 of a key.</summary>
    public const int MaxKeyBytes = 256;

    /// <summary>Bytes in UTF-8 of a content type.</summary>
    public const int MaxContentTypeBytes = 128;

    /// <summary>Bytes in UTF-8 of a function's name.</summary>
    public const int MaxFunctionBytes = 128;

    /// <summary>Bytes of a computation's arguments; what is larger belongs under a key.</summary>
    public const int MaxArgumentBytes = 64 << 10;

    /// <summary>Keys that a computation needs.</summary>
    public const int MaxNeeded = 256;

    /// <summary>Bytes of a value: as many as an array can have. Larger ones that others tell of are ignored.</summary>
    public const long MaxValueBytes = 0x7FFFFFC7;

    /// <summary>Entries of one message; longer lists go in several.</summary>
    public const int MaxEntries = 1_024;

    /// <summary>Nodes that an entry names.</summary>
    public const int MaxNodes = 1_024;

    /// <summary>Bytes in UTF-8 of a text for people.</summary>
    public const int MaxTextBytes = 1_024;

    /// <summary>Bytes of entries after which a long list goes on in the next message.</summary>
    public const int PageBytes = 256 << 10;
}
