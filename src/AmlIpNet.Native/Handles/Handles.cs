using System.Collections.Concurrent;

namespace AmlIpNet.Native;

/// <summary>The numbers that stand for objects on the other side. None is ever used again, so a stale one is found out and harms nobody.</summary>
internal static class Handles
{
    private static readonly ConcurrentDictionary<ulong, NativeObject> s_objects = new();
    private static ulong s_last;

    public static int Count => s_objects.Count;

    public static ulong Add(NativeObject one)
    {
        ulong handle = Interlocked.Increment(ref s_last);
        s_objects[handle] = one;
        return handle;
    }

    public static T Get<T>(ulong handle) where T : NativeObject
    {
        if (!s_objects.TryGetValue(handle, out var found)) throw Stale(handle);
        return found as T ?? throw WrongKind(handle, found);
    }

    /// <summary>Takes the object out: of several callers one gets it.</summary>
    public static T Remove<T>(ulong handle) where T : NativeObject
    {
        var found = Get<T>(handle);
        return s_objects.TryRemove(handle, out _) ? found : throw Stale(handle);
    }

    /// <summary>Takes out what is there, or gives null.</summary>
    public static NativeObject? TryRemove(ulong handle) => s_objects.TryRemove(handle, out var found) ? found : null;

    /// <summary>Takes out everything of a kind.</summary>
    public static List<T> RemoveAll<T>() where T : NativeObject
    {
        List<T> removed = [];
        foreach (var (handle, one) in s_objects)
        {
            if (one is T wanted && s_objects.TryRemove(handle, out _)) removed.Add(wanted);
        }

        return removed;
    }

    private static NativeException Stale(ulong handle) =>
        new(ErrorCode.Handle, $"The handle {handle} stands for nothing: it was closed or answered before, or never given out. Use each handle until its end, and no longer.");

    private static NativeException WrongKind(ulong handle, NativeObject found) =>
        new(ErrorCode.Handle, $"The handle {handle} stands for {found.What}, for which this function does not exist: pass one of the right kind.");
}
