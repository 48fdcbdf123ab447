using System.Runtime.InteropServices;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>Reads what another endpoint announced. What it did not announce has the specification's default.</summary>
internal static unsafe class QosReader
{
    /// <summary>Characters of a participant's name or property that are kept: anybody of the network can announce any text, of any length.</summary>
    private const int MaxTextLength = 256;

    /// <summary>The announced QoS of an endpoint.</summary>
    public static EndpointQos Read(nint qos, EndpointKind kind)
    {
        int reliability = kind == EndpointKind.Writer ? 1 : 0, durability = 0, historyKind = 0, depth = 1, liveliness = 0, ownership = 0;
        int maxSamples = EndpointQos.Unlimited, maxInstances, maxPerInstance;
        long lease = DDS_INFINITY, deadline = DDS_INFINITY, latency = 0, ignored;
        dds_qget_reliability(qos, &reliability, &ignored);
        dds_qget_durability(qos, &durability);
        dds_qget_history(qos, &historyKind, &depth);
        dds_qget_resource_limits(qos, &maxSamples, &maxInstances, &maxPerInstance);
        dds_qget_liveliness(qos, &liveliness, &lease);
        dds_qget_deadline(qos, &deadline);
        dds_qget_latency_budget(qos, &latency);
        dds_qget_ownership(qos, &ownership);
        return new EndpointQos
        {
            Reliability = (Reliability)reliability,
            Durability = (Durability)durability,
            History = new History((HistoryKind)historyKind, historyKind == (int)HistoryKind.KeepAll ? 1 : depth),
            MaxSamples = maxSamples,
            Liveliness = (LivelinessKind)liveliness,
            LivelinessLease = Finite(lease),
            Deadline = Finite(deadline),
            LatencyBudget = Finite(latency) ?? TimeSpan.MaxValue,
            Ownership = (Ownership)ownership,
            Partitions = ReadPartitions(qos),
        };
    }

    /// <summary>The data representations that an endpoint named, or the empty array when it named none (which means XCDR1).</summary>
    public static DataRepresentation[] ReadRepresentations(nint qos)
    {
        uint count = 0;
        short* values = null;
        if (dds_qget_data_representation(qos, &count, &values) == 0 || values == null) return [];
        var result = new ReadOnlySpan<DataRepresentation>(values, (int)count).ToArray();
        dds_free(values);
        return result;
    }

    /// <summary>The announced name of a participant, made safe to show, or "".</summary>
    public static string ReadName(nint qos)
    {
        byte* name = null;
        if (qos == 0 || dds_qget_entity_name(qos, &name) == 0 || name == null) return "";
        string result = Marshal.PtrToStringUTF8((nint)name) ?? "";
        dds_free(name);
        return SafeText.Of(result, MaxTextLength);
    }

    /// <summary>A property that a participant announced, made safe to show, or null.</summary>
    public static string? ReadProperty(nint qos, ReadOnlySpan<byte> name)
    {
        byte* value = null;
        fixed (byte* key = name)
        {
            if (qos == 0 || dds_qget_prop(qos, key, &value) == 0 || value == null) return null;
        }

        string? result = Marshal.PtrToStringUTF8((nint)value);
        dds_free(value);
        return string.IsNullOrEmpty(result) ? null : SafeText.Of(result, MaxTextLength);
    }

    private static EquatableArray<string> ReadPartitions(nint qos)
    {
        uint count = 0;
        byte** names = null;
        if (dds_qget_partition(qos, &count, &names) == 0 || names == null) return [];
        var result = new string[count];
        for (uint i = 0; i < count; i++)
        {
            result[i] = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
            dds_free(names[i]);
        }

        dds_free(names);
        return EquatableArray.Create<string>(result);
    }

    private static TimeSpan? Finite(long nanoseconds) =>
        nanoseconds == DDS_INFINITY ? null : TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
