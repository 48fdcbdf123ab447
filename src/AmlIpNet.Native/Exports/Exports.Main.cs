using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AmlIpNet.Native;

// Getting jobs solved.
public static unsafe partial class Exports
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Submit(ulong main, void* data, long length, byte* options, int announce, int milliseconds, ulong* job)
    {
        try
        {
            NativeText.ThrowIfNull(job, nameof(job));
            *job = 0;
            *job = Handles.Get<NativeMain>(main).Submit(data, length, NativeText.Read(options), announce != 0, new Deadline(milliseconds));
            return *job == 0 ? ErrorCode.Timeout : ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Wait(ulong job, int milliseconds)
    {
        try
        {
            return Handles.Get<PendingJob>(job).Wait(milliseconds) ? ErrorCode.Ok : ErrorCode.Timeout;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Cancel(ulong job)
    {
        try
        {
            Handles.Get<PendingJob>(job).Cancel();
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int GetProgress(ulong job, NativeProgress* progress)
    {
        try
        {
            NativeText.ThrowIfNull(progress, nameof(progress));
            var (last, reports) = Handles.Get<PendingJob>(job).Progress.Look();
            *progress = new NativeProgress { Fraction = reports == 0 ? -1 : last.Fraction ?? -1, Reports = reports };
            if (reports == 0) return ErrorCode.Ok;
            NativeText.Write(last.Server.ToString(), progress->Node, NativeMessage.IdBytes);
            NativeText.Write(last.Text, progress->Text, NativeProgress.TextBytes);
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Request(ulong main, void* data, long length, byte* options, int milliseconds, ulong* job)
    {
        ulong handle = 0;
        try
        {
            NativeText.ThrowIfNull(job, nameof(job));
            *job = 0;
            var deadline = new Deadline(milliseconds);
            handle = Handles.Get<NativeMain>(main).Submit(data, length, NativeText.Read(options), announce: false, deadline);
            if (handle == 0) return ErrorCode.Timeout;
            var pending = Handles.Get<PendingJob>(handle);
            bool hasEnded = pending.Wait(deadline.Left);
            if (hasEnded) pending.View(); // or its error
            if (hasEnded) *job = handle;
            else Handles.TryRemove(handle)?.Close();
            return hasEnded ? ErrorCode.Ok : ErrorCode.Timeout;
        }
        catch (Exception error)
        {
            int result = LastError.Set(error);
            Handles.TryRemove(handle)?.Close();
            return result;
        }
    }
}
