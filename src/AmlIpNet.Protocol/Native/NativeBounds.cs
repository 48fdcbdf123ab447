namespace AmlIpNet.Protocol;

/// <summary>The bounds of the native plane's messages. A received message beyond one of them is malformed.</summary>
public static class NativeBounds
{
    /// <summary>The version of the messages' layout: the first member of each. Another one is not understood.</summary>
    public const ushort Version = 1;

    /// <summary>Attributes of an availability.</summary>
    public const int MaxAttributes = 64;

    /// <summary>Entries of the metadata of work or of an outcome.</summary>
    public const int MaxMetadata = 16;

    /// <summary>Bytes in UTF-8 of an attribute's key.</summary>
    public const int MaxKeyBytes = 64;

    /// <summary>Bytes in UTF-8 of an attribute's value.</summary>
    public const int MaxValueBytes = 512;

    /// <summary>Attempts that an availability lists as held.</summary>
    public const int MaxHeld = 1024;

    /// <summary>Parts of a payload.</summary>
    public const int MaxParts = 1024;

    /// <summary>Bytes in UTF-8 of an outcome's text.</summary>
    public const int MaxTextBytes = 4096;

    /// <summary>Slots of a server, and the jobs that it would keep of one client.</summary>
    public const int MaxSlots = 65_536;
}
