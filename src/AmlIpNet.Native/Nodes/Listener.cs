using System.Diagnostics.CodeAnalysis;

namespace AmlIpNet.Native;

/// <summary>Gives what comes to a node to the host's callback, on threads of its own: a callback that takes its time holds up neither the node's loop nor
/// the thread pool. A further thread starts when all others are inside the callback.</summary>
internal sealed unsafe class Listener
{
    private readonly NativeNode _node;
    private readonly delegate* unmanaged[Cdecl]<void*, ulong, int> _callback;
    private readonly void* _context;
    private readonly int _maxThreads;
    private readonly List<Thread> _threads;
    private int _waiting;
    private bool _isJoining;
    private volatile bool _isSilent;

    public Listener(NativeNode node, delegate* unmanaged[Cdecl]<void*, ulong, int> callback, void* context, int maxThreads)
    {
        _node = node;
        _callback = callback;
        _context = context;
        _maxThreads = maxThreads;
        _threads = new(maxThreads); // a thread that has started is always kept
    }

    /// <summary>Starts the first thread.</summary>
    public void Start() => StartThread();

    /// <summary>Waits until no callback runs; no further thread starts.</summary>
    /// <param name="caller">Who waits. When it is inside a callback, that one is not waited for, and the threads call no other.</param>
    public void Join(Thread caller)
    {
        lock (_threads) _isJoining = true; // from here on the list stays as it is
        if (_threads.Contains(caller)) _isSilent = true;
        foreach (var thread in _threads)
        {
            if (thread != caller) thread.Join();
        }
    }

    private void StartThread()
    {
        lock (_threads)
        {
            if (_isJoining || _threads.Count >= _maxThreads) return;
            var thread = new Thread(Run) { IsBackground = true, Name = "AmlIpNet callback" };
            thread.Start(); // first: one that does not start counts for nothing
            _threads.Add(thread);
            _waiting++;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception that left this thread would end the host's process.")]
    private void Run()
    {
        try
        {
            while (Serve()) { }
        }
        catch (Exception error)
        {
            lock (_threads) _waiting--;
            Tell(NativeLog.ThreadFailed, error);
        }
    }

    /// <summary>Waits for one event and gives it to the callback.</summary>
    /// <returns>Whether to go on.</returns>
    private bool Serve()
    {
        if (_node.Next(new Deadline(Timeout.Infinite), endsWhenStopped: false, out ulong handle) != ErrorCode.Ok) return false;
        bool isLast;
        lock (_threads) isLast = --_waiting == 0;
        try
        {
            if (isLast) TryStartThread();
            if (_isSilent)
            {
                _node.Discard(handle);
                return false;
            }

            int result = _callback(_context, handle);
            if (result != ErrorCode.Ok) _node.CallbackFailed(handle, result);
            return true;
        }
        finally
        {
            lock (_threads) _waiting++;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the system lacks: fewer threads do the work.")]
    private void TryStartThread()
    {
        try
        {
            StartThread();
        }
        catch (Exception error)
        {
            Tell(NativeLog.NoThread, error); // tried again with the next event
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "There is nobody left to tell.")]
    private void Tell(Action<Microsoft.Extensions.Logging.ILogger, Exception, NodeId> log, Exception error)
    {
        try
        {
            log(_node.Logger, error, _node.Id);
        }
        catch (Exception)
        {
            // It goes on without a word.
        }
    }
}
