using System.Runtime.InteropServices;

namespace AmlIpNet.CycloneDds;

/// <content>ddsi/ddsi_serdata.h, ddsi/ddsi_sertype.h and the fragment chain of ddsi/q_radmin.h, in the layout of 0.10 on
/// 64-bit machines (built with shared memory, as Debian's). <see cref="CycloneLibrary"/> checks the layout at load.</content>
internal static unsafe partial class Interop
{
    internal const int SDK_EMPTY = 0;
    internal const int SDK_KEY = 1;
    internal const int SDK_DATA = 2;

    internal const uint DDSI_SERTYPE_FLAG_TOPICKIND_NO_KEY = 1;

    /// <summary>Bit of allowed_data_representation for plain XCDR1.</summary>
    internal const uint DDS_DATA_REPRESENTATION_FLAG_XCDR1 = 1;

    [LibraryImport(Ddsc)]
    internal static partial void ddsi_sertype_init_flags(ddsi_sertype* tp, byte* type_name, ddsi_sertype_ops* ops, ddsi_serdata_ops* serdata_ops, uint flags);

    [LibraryImport(Ddsc)]
    internal static partial void ddsi_sertype_fini(ddsi_sertype* tp);

    [LibraryImport(Ddsc)]
    internal static partial void ddsi_sertype_unref(ddsi_sertype* tp);

    [LibraryImport(Ddsc)]
    internal static partial void ddsi_serdata_init(ddsi_serdata* d, ddsi_sertype* tp, int kind);

    [StructLayout(LayoutKind.Sequential)]
    internal struct ddsi_sertype
    {
        public ddsi_sertype_ops* ops;
        public ddsi_serdata_ops* serdata_ops;
        public uint serdata_basehash;
        public uint flags;
        public uint allowed_data_representation;
        public byte* type_name;
        public nint gv;
        public uint flags_refc;
        public ddsi_sertype* base_sertype;
        public nint wrapped_sertopic;
        public uint iox_size;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ddsi_serdata
    {
        public ddsi_serdata_ops* ops;
        public uint hash;
        public int refc;
        public int kind;
        public ddsi_sertype* type;
        public long timestamp;
        public uint statusinfo;
        public long twrite;
        public nint iox_chunk;
        public nint iox_subscriber;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ddsrt_iovec_t
    {
        public byte* iov_base;
        public nuint iov_len;
    }

    /// <summary>One received fragment: bytes [min, maxp1) of the sample.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct nn_rdata
    {
        public byte* rmsg;
        public nn_rdata* nextfrag;
        public uint min;
        public uint maxp1;
        public ushort submsg_zoff;
        public ushort payload_zoff;
        public ushort keyhash_zoff;

        /// <summary>sizeof (struct nn_rmsg): the datagram follows it.</summary>
        private const int RmsgSize = 48;

        /// <summary>Where byte <see cref="min"/> of the sample lies.</summary>
        public readonly byte* Payload => rmsg + RmsgSize + payload_zoff;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ddsi_sertype_ops
    {
        public nint version;
        public nint arg;
        public delegate* unmanaged<ddsi_sertype*, void> free;
        public delegate* unmanaged<ddsi_sertype*, void*, nuint, void> zero_samples;
        public delegate* unmanaged<void**, ddsi_sertype*, void*, nuint, nuint, void> realloc_samples;
        public delegate* unmanaged<ddsi_sertype*, void**, nuint, int, void> free_samples;
        public delegate* unmanaged<ddsi_sertype*, ddsi_sertype*, byte> equal;
        public delegate* unmanaged<ddsi_sertype*, uint> hash;
        public nint type_id;
        public nint type_map;
        public delegate* unmanaged<ddsi_sertype*, nint> type_info;
        public nint derive_sertype;
        public nint get_serialized_size;
        public nint serialize_into;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ddsi_serdata_ops
    {
        public delegate* unmanaged<ddsi_serdata*, ddsi_serdata*, byte> eqkey;
        public delegate* unmanaged<ddsi_serdata*, uint> get_size;
        public delegate* unmanaged<ddsi_sertype*, int, nn_rdata*, nuint, ddsi_serdata*> from_ser;
        public delegate* unmanaged<ddsi_sertype*, int, nuint, ddsrt_iovec_t*, nuint, ddsi_serdata*> from_ser_iov;
        public delegate* unmanaged<ddsi_sertype*, void*, ddsi_serdata*> from_keyhash;
        public delegate* unmanaged<ddsi_sertype*, int, void*, ddsi_serdata*> from_sample;
        public delegate* unmanaged<ddsi_serdata*, nuint, nuint, void*, void> to_ser;
        public delegate* unmanaged<ddsi_serdata*, nuint, nuint, ddsrt_iovec_t*, ddsi_serdata*> to_ser_ref;
        public delegate* unmanaged<ddsi_serdata*, ddsrt_iovec_t*, void> to_ser_unref;
        public delegate* unmanaged<ddsi_serdata*, void*, void**, void*, byte> to_sample;
        public delegate* unmanaged<ddsi_serdata*, ddsi_serdata*> to_untyped;
        public delegate* unmanaged<ddsi_sertype*, ddsi_serdata*, void*, void**, void*, byte> untyped_to_sample;
        public delegate* unmanaged<ddsi_serdata*, void> free;
        public delegate* unmanaged<ddsi_sertype*, ddsi_serdata*, byte*, nuint, nuint> print;
        public delegate* unmanaged<ddsi_serdata*, byte*, byte, void> get_keyhash;
        public nint get_sample_size;
        public nint from_iox_buffer;
    }
}
