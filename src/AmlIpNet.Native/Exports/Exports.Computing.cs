using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AmlIpNet.Native;

// Solving jobs.
public static unsafe partial class Exports
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Start(ulong computing) => WithComputing(computing, static node => node.Start());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Stop(ulong computing) => WithComputing(computing, static node => node.Stop());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Offer(ulong computing) => WithComputing(computing, static node => node.Offer());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Withdraw(ulong computing) => WithComputing(computing, static node => node.Withdraw());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Solve(ulong job, void* data, long length)
    {
        try
        {
            Handles.Get<IncomingJob>(job);
            byte[] solution = NativeText.Bytes(data, length); // may point at the job's own bytes: copied before the handle ends
            Handles.Remove<IncomingJob>(job).Solve(solution);
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Fail(ulong job, int code, byte* text)
    {
        try
        {
            Handles.Remove<IncomingJob>(job).Fail(code, NativeText.Read(text));
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int ReportProgress(ulong job, double fraction, byte* text)
    {
        try
        {
            Handles.Get<IncomingJob>(job).ReportProgress(fraction >= 0 ? fraction : null, NativeText.Read(text));
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int IsCancelled(ulong job)
    {
        try
        {
            return Handles.Get<IncomingJob>(job).IsCancelled ? 1 : 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    private static int WithComputing(ulong handle, Action<NativeComputing> action)
    {
        try
        {
            action(Handles.Get<NativeComputing>(handle));
            return ErrorCode.Ok;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }
}
