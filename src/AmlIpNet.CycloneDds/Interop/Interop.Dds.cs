using System.Runtime.InteropServices;

namespace AmlIpNet.CycloneDds;

/// <content>dds.h: entities, writing and taking.</content>
internal static unsafe partial class Interop
{
    internal const int DDS_BUILTIN_TOPIC_DCPSPARTICIPANT = 0x7fff0001;
    internal const int DDS_BUILTIN_TOPIC_DCPSPUBLICATION = 0x7fff0003;
    internal const int DDS_BUILTIN_TOPIC_DCPSSUBSCRIPTION = 0x7fff0004;

    internal const uint DDS_ALIVE_INSTANCE_STATE = 16;
    internal const uint DDS_ANY_STATE = 0x7f;

    [LibraryImport(Ddsc)]
    internal static partial int dds_create_domain(uint domain, byte* config);

    [LibraryImport(Ddsc)]
    internal static partial int dds_create_participant(uint domain, nint qos, nint listener);

    [LibraryImport(Ddsc)]
    internal static partial int dds_create_topic_sertype(int participant, byte* name, ddsi_sertype** sertype, nint qos, nint listener, nint sedp_plist);

    [LibraryImport(Ddsc)]
    internal static partial int dds_create_writer(int participant_or_publisher, int topic, nint qos, nint listener);

    [LibraryImport(Ddsc)]
    internal static partial int dds_create_reader(int participant_or_subscriber, int topic, nint qos, nint listener);

    [LibraryImport(Ddsc)]
    internal static partial int dds_delete(int entity);

    [LibraryImport(Ddsc)]
    internal static partial int dds_get_guid(int entity, byte* guid);

    [LibraryImport(Ddsc)]
    internal static partial int dds_get_name(int topic, byte* name, nuint size);

    [LibraryImport(Ddsc)]
    internal static partial int dds_writecdr(int writer, ddsi_serdata* serdata);

    [LibraryImport(Ddsc)]
    internal static partial int dds_wait_for_acks(int publisher_or_writer, long timeout);

    [LibraryImport(Ddsc)]
    internal static partial int dds_takecdr(int reader, ddsi_serdata** buf, uint maxs, dds_sample_info_t* si, uint mask);

    [LibraryImport(Ddsc)]
    internal static partial int dds_take(int reader, void** buf, dds_sample_info_t* si, nuint bufsz, uint maxs);

    [LibraryImport(Ddsc)]
    internal static partial int dds_return_loan(int entity, void** buf, int bufsz);

    [LibraryImport(Ddsc)]
    internal static partial int dds_get_matched_subscriptions(int writer, ulong* rds, nuint nrds);

    [LibraryImport(Ddsc)]
    internal static partial int dds_get_matched_publications(int reader, ulong* wrs, nuint nwrs);

    [LibraryImport(Ddsc)]
    internal static partial dds_builtintopic_endpoint_t* dds_get_matched_subscription_data(int writer, ulong ih);

    [LibraryImport(Ddsc)]
    internal static partial dds_builtintopic_endpoint_t* dds_get_matched_publication_data(int reader, ulong ih);

    [LibraryImport(Ddsc)]
    internal static partial void dds_builtintopic_free_endpoint(dds_builtintopic_endpoint_t* builtintopic_endpoint);

    [LibraryImport(Ddsc)]
    internal static partial byte* dds_strretcode(int ret);

    [LibraryImport(Ddsc)]
    internal static partial void dds_free(void* ptr);

    [StructLayout(LayoutKind.Sequential)]
    internal struct dds_sample_info_t
    {
        public uint sample_state;
        public uint view_state;
        public uint instance_state;
        public byte valid_data;
        public long source_timestamp;
        public ulong instance_handle;
        public ulong publication_handle;
        public uint disposed_generation_count;
        public uint no_writers_generation_count;
        public uint sample_rank;
        public uint generation_rank;
        public uint absolute_generation_rank;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct dds_builtintopic_participant_t
    {
        public fixed byte key[16];
        public nint qos;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct dds_builtintopic_endpoint_t
    {
        public fixed byte key[16];
        public fixed byte participant_key[16];
        public ulong participant_instance_handle;
        public byte* topic_name;
        public byte* type_name;
        public nint qos;
    }
}
