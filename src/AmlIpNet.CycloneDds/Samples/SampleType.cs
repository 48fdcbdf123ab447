using System.Runtime.InteropServices;
using System.Text;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// The samples of one topic, as Cyclone sees them: a keyless opaque sertype. Cyclone keeps one of those that are equal,
/// so that the readers of a participant share each received sample.
/// </summary>
internal sealed unsafe partial class SampleType(string topicName, TypeDescription type, int maxPayloadBytes, DeliveryGate gate)
{
    private static readonly ddsi_sertype_ops* s_typeOps = MakeTypeOps();
    private static readonly ddsi_serdata_ops* s_dataOps = MakeDataOps();
    private long _malformed;

    /// <summary>The topic's type.</summary>
    public TypeDescription Type { get; } = type;

    /// <summary>The largest header of the type, in bytes.</summary>
    public int LargestHeader { get; } = type.LargestHeader;

    /// <summary>Samples from other processes that were no samples of the type, or too large, and were dropped.</summary>
    public long Malformed => Volatile.Read(ref _malformed);

    /// <summary>A sertype for a new topic, with one reference.</summary>
    private ddsi_sertype* ToSertype()
    {
        var native = (NativeType*)NativeMemory.AllocZeroed((nuint)sizeof(NativeType));
        fixed (byte* name = Encoding.UTF8.GetBytes(Type.Name + '\0'))
        {
            ddsi_sertype_init_flags(&native->Sertype, name, s_typeOps, s_dataOps, DDSI_SERTYPE_FLAG_TOPICKIND_NO_KEY);
        }

        native->Sertype.allowed_data_representation = DDS_DATA_REPRESENTATION_FLAG_XCDR1;
        native->Managed = GCHandle<SampleType>.ToIntPtr(new GCHandle<SampleType>(this));
        return &native->Sertype;
    }

    /// <summary>The managed side of a sertype made here.</summary>
    public static SampleType Of(ddsi_sertype* sertype) => GCHandle<SampleType>.FromIntPtr(((NativeType*)sertype)->Managed).Target;

    /// <summary>Splits a sample into header and payload; false when it is none of this type, or larger than allowed.</summary>
    public bool TrySplit(ReadOnlySpan<byte> prefix, long size, out int headerSize, out int payloadSize) =>
        Type.TrySplit(prefix, size, out headerSize, out payloadSize) && payloadSize <= maxPayloadBytes;

    private void CountMalformed() => Interlocked.Increment(ref _malformed);

    private bool IsSame(SampleType other) =>
        topicName == other.TopicName && Type.Members.AsSpan().SequenceEqual(other.Type.Members.AsSpan());

    private string TopicName => topicName;

    [StructLayout(LayoutKind.Sequential)]
    private struct NativeType
    {
        public ddsi_sertype Sertype; // first: Cyclone's pointer is ours
        public nint Managed;
    }

    private static ddsi_sertype_ops* MakeTypeOps()
    {
        var ops = (ddsi_sertype_ops*)NativeMemory.AllocZeroed((nuint)sizeof(ddsi_sertype_ops));
        ops->version = CycloneLibrary.Symbol("ddsi_sertype_v0");
        ops->free = &FreeType;
        ops->zero_samples = &ZeroSamples;
        ops->realloc_samples = &ReallocSamples;
        ops->free_samples = &FreeSamples;
        ops->equal = &TypeEqual;
        ops->hash = &TypeHash;
        ops->type_info = &TypeInfo;
        return ops;
    }

    // A null here would crash Cyclone, so each slot that it may call has a function, also those that take typed samples
    // (dds_write, dds_read), which this engine never uses: they refuse.
    private static ddsi_serdata_ops* MakeDataOps()
    {
        var ops = (ddsi_serdata_ops*)NativeMemory.AllocZeroed((nuint)sizeof(ddsi_serdata_ops));
        ops->eqkey = &EqualKeys;
        ops->get_size = &GetSize;
        ops->from_ser = &FromFragments;
        ops->from_ser_iov = &FromVectors;
        ops->from_keyhash = &FromKeyHash;
        ops->from_sample = &FromSample;
        ops->to_ser = &ToBytes;
        ops->to_ser_ref = &ToBytesRef;
        ops->to_ser_unref = &ToBytesUnref;
        ops->to_sample = &ToSample;
        ops->to_untyped = &ToUntyped;
        ops->untyped_to_sample = &UntypedToSample;
        ops->free = &FreeSample;
        ops->print = &Print;
        ops->get_keyhash = &GetKeyHash;
        return ops;
    }
}
