using System.Runtime.InteropServices;
using System.Text;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <content>
/// Topic names. Cyclone 0.10 accepts letters, digits, '_' and '/' only, while the names of AML-IP's direct topics contain '.'
/// and may contain anything that a node's name may; on the wire, and to the rest of Cyclone, any name will do.
/// dds_create_topic_sertype checks the name first, then asks the sertype for its type information, then uses the name. So a
/// name that it would refuse is put into the checked buffer when that question comes. <see cref="CycloneTopic"/> verifies
/// that the topic came out with its right name.
/// </content>
internal sealed unsafe partial class SampleType
{
    [ThreadStatic]
    private static string? s_pendingName;

    [ThreadStatic]
    private static byte* s_pendingBuffer;

    /// <summary>Creates the topic entity.</summary>
    /// <returns>The entity, or an error code.</returns>
    public int CreateTopic(int participant, out ddsi_sertype* registered)
    {
        var sertype = ToSertype();
        byte[] name = Encoding.UTF8.GetBytes(topicName + '\0');
        int result;
        fixed (byte* buffer = name)
        {
            if (!IsAcceptedByCyclone(topicName))
            {
                s_pendingName = topicName;
                s_pendingBuffer = buffer;
                "x\0"u8.CopyTo(name);
            }

            result = dds_create_topic_sertype(participant, buffer, &sertype, 0, 0, 0);
            s_pendingName = null;
        }

        if (result < 0) ddsi_sertype_unref(sertype);
        registered = sertype;
        return result;
    }

    [UnmanagedCallersOnly]
    private static nint TypeInfo(ddsi_sertype* sertype)
    {
        if (s_pendingName is { } name)
        {
            s_pendingName = null;
            Encoding.UTF8.GetBytes(name, new Span<byte>(s_pendingBuffer, Encoding.UTF8.GetByteCount(name)));
        }

        return 0; // none: peers match by the type's name
    }

    private static bool IsAcceptedByCyclone(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '/');
}
