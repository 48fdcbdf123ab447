using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Native;

// Making nodes, and what comes to them.
public static unsafe partial class Exports
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int CreateMain(byte* options, ulong* node) => Create(options, node,
        static (json, loggers) =>
        {
            var read = JsonOptions.ReadNode<MainNodeOptions>(json);
            return new NativeMain(AmlIp.CreateMainNode(read, loggers), read, loggers);
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int CreateComputing(byte* options, ulong* node) => Create(options, node,
        static (json, loggers) =>
        {
            var read = JsonOptions.ReadNode<ComputingNodeOptions>(json);
            return new NativeComputing(AmlIp.CreateComputingNode(read, loggers), read.Slots, loggers);
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int CreateStatus(byte* options, ulong* node) => Create(options, node,
        static (json, loggers) => new NativeStatus(AmlIp.CreateStatusNode(JsonOptions.ReadNode<StatusNodeOptions>(json), loggers), loggers));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int GetNodeId(ulong node, byte* id)
    {
        try
        {
            NativeText.ThrowIfNull(id, nameof(id));
            NativeText.Write(Handles.Get<NativeNode>(node).Id.ToString(), id, NativeMessage.IdBytes);
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Next(ulong node, int milliseconds, ulong* handle)
    {
        try
        {
            NativeText.ThrowIfNull(handle, "event");
            *handle = 0;
            var from = Handles.Get<NativeNode>(node);
            int result = from.Next(new Deadline(milliseconds), endsWhenStopped: true, out *handle);
            return result == ErrorCode.Closed ? throw from.Closed() : result;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Listen(ulong node, delegate* unmanaged[Cdecl]<void*, ulong, int> callback, void* context)
    {
        try
        {
            NativeText.ThrowIfNull(callback, nameof(callback));
            Handles.Get<NativeNode>(node).Listen(callback, context);
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int GetMessage(ulong job, NativeMessage* message)
    {
        try
        {
            NativeText.ThrowIfNull(message, nameof(message));
            var found = Handles.Get<NativeObject>(job);
            if (found is not IMessage source) throw new NativeException(ErrorCode.Handle, $"The handle {job} stands for {found.What}, which has no bytes: pass a job.");
            var view = source.View();
            (message->Data, message->Length, message->Task) = (view.Data, view.Length, view.Task);
            NativeText.Write(view.Node.ToString(), message->Node, NativeMessage.IdBytes);
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int GetChange(ulong change, NativeNodeStatus* status)
    {
        try
        {
            NativeText.ThrowIfNull(status, nameof(status));
            NativeNodeStatus.Write(Handles.Get<StatusChange>(change).Status, status);
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int GetNodes(ulong status, NativeNodeStatus* nodes, int capacity, int* count)
    {
        try
        {
            NativeText.ThrowIfNull(count, nameof(count));
            if (capacity < 0) throw new NativeException(ErrorCode.Argument, $"The capacity is {capacity}: pass 0 or more.");
            if (capacity > 0) NativeText.ThrowIfNull(nodes, nameof(nodes));
            var known = Handles.Get<NativeStatus>(status).Nodes;
            for (int i = 0; i < Math.Min(known.Count, capacity); i++) NativeNodeStatus.Write(known[i], nodes + i);
            *count = known.Count;
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static long GetDroppedChanges(ulong status)
    {
        try
        {
            return Handles.Get<NativeStatus>(status).DroppedChanges;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    private static int Create(byte* options, ulong* node, Func<string, ILoggerFactory?, NativeNode> create)
    {
        try
        {
            NativeText.ThrowIfNull(node, nameof(node));
            *node = 0;
            *node = Handles.Add(create(NativeText.Read(options), StandardErrorLog.FromEnvironment()));
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }
}
