namespace AmlIpNet.Native;

/// <summary>Gives what comes to a node to the host's callback, on threads of its own: a callback that takes its time holds up neither the node's loop nor
/// the thread pool. A further thread starts when all others are inside the callback.</summary>
internal sealed unsafe class Listener
{
    private readonly NativeNode _node;
    private readonly delegate* unmanaged[Cdecl]<void*, ulong, int> _callback;
    private readonly void* _context;
    private readonly int _maxThreads;
    private readonly List<Thread> _threads = [];
    private int _waiting;
    private volatile bool _isSilent;

    public Listener(NativeNode node, delegate* unmanaged[Cdecl]<void*, ulong, int> callback, void* context, int maxThreads)
    {
        _node = node;
        _callback = callback;
        _context = context;
        _maxThreads = maxThreads;
    }

    /// <summary>Starts the first thread.</summary>
    public void Start() => StartThread();

    /// <summary>Waits until no callback runs; after a call from inside one, the threads call no other.</summary>
    public void Join()
    {
        Thread[] threads;
        lock (_threads) threads = [.. _threads];
        if (threads.Contains(Thread.CurrentThread)) _isSilent = true;
        foreach (var thread in threads)
        {
            if (thread != Thread.CurrentThread) thread.Join();
        }
    }

    private void StartThread()
    {
        lock (_threads)
        {
            if (_threads.Count >= _maxThreads) return;
            var thread = new Thread(Run) { IsBackground = true, Name = "AmlIpNet callback" };
            _threads.Add(thread);
            _waiting++;
            thread.Start();
        }
    }

    private void Run()
    {
        while (_node.Next(Timeout.Infinite, endsWhenStopped: false, out ulong handle) == ErrorCode.Ok)
        {
            bool isLast;
            lock (_threads) isLast = --_waiting == 0;
            if (isLast) StartThread();
            if (_isSilent)
            {
                _node.Discard(handle);
                return;
            }

            int result = _callback(_context, handle);
            if (result != ErrorCode.Ok) _node.CallbackFailed(handle, result);
            lock (_threads) _waiting++;
        }
    }
}
