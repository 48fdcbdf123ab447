using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AmlIpNet.Native;

/// <summary>The C functions of amlipnet.h, which is their documentation. Here they only translate: no exception leaves them.</summary>
public static unsafe partial class Exports
{
    private static readonly byte* s_version = NativeVersion();

    /// <summary>The entry point: fills the caller's table (<c>amlip_get_api_fn</c>).</summary>
    [UnmanagedCallersOnly(EntryPoint = "amlip_get_api", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetApi(void* api)
    {
        try
        {
            NativeText.ThrowIfNull(api, nameof(api));
            uint room = *(uint*)api;
            if (room < 2 * sizeof(uint)) throw new NativeException(ErrorCode.Argument, $"The size of the table is {room}: set it to sizeof(amlip_api) before the call.");
            var table = ApiTable.Create();
            table.Size = Math.Min(room, (uint)sizeof(ApiTable));
            Buffer.MemoryCopy(&table, api, room, table.Size);
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static byte* LibraryVersion() => s_version;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static byte* GetLastError() => LastError.Text;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int GetLastHandlerCode() => LastError.HandlerCode;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static long OpenHandles() => Handles.Count;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Close(ulong handle)
    {
        try
        {
            Handles.Remove<NativeObject>(handle).Close();
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Release(ulong handle)
    {
        try
        {
            if (Handles.TryRemove(handle) is { } one) _ = InBackground(one, null);
        }
        catch
        {
            // No thread could be started: the process is at its end, and so is the node.
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int CloseAll(int milliseconds)
    {
        try
        {
            var caller = Thread.CurrentThread; // may be inside a callback, which cannot be waited for
            Task[] closing = [.. Handles.RemoveAll<NativeNode>().Select(node => InBackground(node, caller))];
            return Task.WaitAll(closing, Math.Max(milliseconds, Timeout.Infinite)) ? ErrorCode.Ok : ErrorCode.Timeout;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    /// <summary>Ends something that nobody waits for; a node's farewell takes its time, and a thread of its own.</summary>
    private static Task InBackground(NativeObject one, Thread? caller)
    {
        if (one is not NativeNode node)
        {
            one.Close();
            return Task.CompletedTask;
        }

        return Task.Factory.StartNew(Close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        void Close()
        {
            try
            {
                node.Close(caller ?? Thread.CurrentThread);
            }
            catch (Exception error) when (error is AmlIpException)
            {
                // It left without a farewell.
            }
        }
    }

    private static byte* NativeVersion()
    {
        string version = typeof(Exports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        byte[] bytes = Encoding.UTF8.GetBytes(version + '\0');
        byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return copy;
    }
}
