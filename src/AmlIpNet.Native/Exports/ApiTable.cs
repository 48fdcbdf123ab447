using System.Runtime.InteropServices;

namespace AmlIpNet.Native;

/// <summary><c>amlip_api</c>: the functions, in the header's order. New ones are added at the end only.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ApiTable
{
    private const uint CurrentVersion = 1;

    public uint Size;
    public uint Version;
    public delegate* unmanaged[Cdecl]<byte*> LibraryVersion;
    public delegate* unmanaged[Cdecl]<byte*> LastError;
    public delegate* unmanaged[Cdecl]<int> LastHandlerCode;
    public delegate* unmanaged[Cdecl]<long> OpenHandles;
    public delegate* unmanaged[Cdecl]<byte*, ulong*, int> MainCreate;
    public delegate* unmanaged[Cdecl]<byte*, ulong*, int> ComputingCreate;
    public delegate* unmanaged[Cdecl]<byte*, ulong*, int> StatusCreate;
    public delegate* unmanaged[Cdecl]<ulong, byte*, int> NodeId;
    public delegate* unmanaged[Cdecl]<ulong, int> Close;
    public delegate* unmanaged[Cdecl]<ulong, void> Release;
    public delegate* unmanaged[Cdecl]<int, int> CloseAll;
    public delegate* unmanaged[Cdecl]<ulong, int, ulong*, int> Next;
    public delegate* unmanaged[Cdecl]<ulong, delegate* unmanaged[Cdecl]<void*, ulong, int>, void*, int> Listen;
    public delegate* unmanaged[Cdecl]<ulong, NativeMessage*, int> Message;
    public delegate* unmanaged[Cdecl]<ulong, NativeNodeStatus*, int> Change;
    public delegate* unmanaged[Cdecl]<ulong, void*, long, byte*, int, int, ulong*, int> Submit;
    public delegate* unmanaged[Cdecl]<ulong, int, int> Wait;
    public delegate* unmanaged[Cdecl]<ulong, int> Cancel;
    public delegate* unmanaged[Cdecl]<ulong, NativeProgress*, int> Progress;
    public delegate* unmanaged[Cdecl]<ulong, void*, long, byte*, int, ulong*, int> Request;
    public delegate* unmanaged[Cdecl]<ulong, int> Start;
    public delegate* unmanaged[Cdecl]<ulong, int> Stop;
    public delegate* unmanaged[Cdecl]<ulong, int> Offer;
    public delegate* unmanaged[Cdecl]<ulong, int> Withdraw;
    public delegate* unmanaged[Cdecl]<ulong, void*, long, int> Solve;
    public delegate* unmanaged[Cdecl]<ulong, int, byte*, int> Fail;
    public delegate* unmanaged[Cdecl]<ulong, double, byte*, int> ReportProgress;
    public delegate* unmanaged[Cdecl]<ulong, int> IsCancelled;
    public delegate* unmanaged[Cdecl]<ulong, NativeNodeStatus*, int, int*, int> Nodes;
    public delegate* unmanaged[Cdecl]<ulong, long> DroppedChanges;

    public static ApiTable Create() => new()
    {
        Version = CurrentVersion,
        LibraryVersion = &Exports.LibraryVersion,
        LastError = &Exports.GetLastError,
        LastHandlerCode = &Exports.GetLastHandlerCode,
        OpenHandles = &Exports.OpenHandles,
        MainCreate = &Exports.CreateMain,
        ComputingCreate = &Exports.CreateComputing,
        StatusCreate = &Exports.CreateStatus,
        NodeId = &Exports.GetNodeId,
        Close = &Exports.Close,
        Release = &Exports.Release,
        CloseAll = &Exports.CloseAll,
        Next = &Exports.Next,
        Listen = &Exports.Listen,
        Message = &Exports.GetMessage,
        Change = &Exports.GetChange,
        Submit = &Exports.Submit,
        Wait = &Exports.Wait,
        Cancel = &Exports.Cancel,
        Progress = &Exports.GetProgress,
        Request = &Exports.Request,
        Start = &Exports.Start,
        Stop = &Exports.Stop,
        Offer = &Exports.Offer,
        Withdraw = &Exports.Withdraw,
        Solve = &Exports.Solve,
        Fail = &Exports.Fail,
        ReportProgress = &Exports.ReportProgress,
        IsCancelled = &Exports.IsCancelled,
        Nodes = &Exports.GetNodes,
        DroppedChanges = &Exports.GetDroppedChanges,
    };
}
