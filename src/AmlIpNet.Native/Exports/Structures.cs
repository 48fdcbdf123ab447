using System.Runtime.InteropServices;

namespace AmlIpNet.Native;

/// <summary><c>amlip_message</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public const int IdBytes = 128;

    public nint Data;
    public long Length;
    public ulong Task;
    public fixed byte Node[IdBytes];
}

/// <summary><c>amlip_progress</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeProgress
{
    public const int TextBytes = 1024;

    public double Fraction;
    public ulong Reports;
    public fixed byte Node[NativeMessage.IdBytes];
    public fixed byte Text[TextBytes];
}

/// <summary><c>amlip_node_status</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeNodeStatus
{
    public const int HostBytes = 256;

    public uint Kind;
    public uint State;
    public long LastSeen;
    public int IsLost;
    public int HasLoad;
    public int Slots;
    public int Running;
    public long Done;
    public long Failed;
    public int IsDraining;
    public int IsSuspected;
    public fixed byte Id[NativeMessage.IdBytes];
    public fixed byte Host[HostBytes];

    public static void Write(NodeStatus status, NativeNodeStatus* to)
    {
        *to = new NativeNodeStatus
        {
            Kind = (uint)status.Kind,
            State = (uint)status.State,
            LastSeen = status.LastSeen.ToUnixTimeMilliseconds(),
            IsLost = status.IsLost ? 1 : 0,
        };
        NativeText.Write(status.Id.ToString(), to->Id, NativeMessage.IdBytes);
        NativeText.Write(status.Host ?? status.Load?.Host ?? "", to->Host, HostBytes);
        if (status.Load is not { } load) return;
        (to->HasLoad, to->Slots, to->Running, to->Done, to->Failed) = (1, load.Slots, load.Running, load.Done, load.Failed);
        (to->IsDraining, to->IsSuspected) = (load.IsDraining ? 1 : 0, load.IsSuspected ? 1 : 0);
    }
}
