namespace AmlIpNet.Native;

/// <summary>A node that a host holds: what comes to it is asked for by the host, or given to a callback of the host's by a listener.</summary>
internal abstract unsafe class NativeNode : NativeObject
{
    private readonly Lock _lock = new();
    private Listener? _listener;
    private bool _isClosed;

    /// <summary>Who it is.</summary>
    public abstract NodeId Id { get; }

    public override string What => $"the node {Id}";

    /// <summary>Whether it was closed.</summary>
    protected bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>How many callbacks may run at a time.</summary>
    protected virtual int CallbackThreads => 1;

    /// <summary>Waits for what comes.</summary>
    /// <param name="milliseconds">-1: without a limit.</param>
    /// <param name="endsWhenStopped">Whether to return when nothing can come until the node is started.</param>
    /// <param name="handle">The handle of what came.</param>
    /// <returns>Ok, Timeout, Stopped or Closed.</returns>
    public abstract int Next(int milliseconds, bool endsWhenStopped, out ulong handle);

    /// <summary>Gives what comes to a callback from now on.</summary>
    public void Listen(delegate* unmanaged[Cdecl]<void*, ulong, int> callback, void* context)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            if (_listener is not null) throw new NativeException(ErrorCode.State, $"The node {Id} has a callback already: a node has one.");
            _listener = new Listener(this, callback, context, CallbackThreads);
            _listener.Start(); // known before its first callback, which may close the node
        }
    }

    /// <summary>What a callback's result other than <see cref="ErrorCode.Ok"/> means.</summary>
    public virtual void CallbackFailed(ulong handle, int code) { }

    /// <summary>What is done with something that came too late to be given to a callback.</summary>
    public virtual void Discard(ulong handle) => Handles.TryRemove(handle)?.Close();

    /// <summary>Leaves the domain. Afterwards no callback runs.</summary>
    public sealed override void Close()
    {
        lock (_lock) _isClosed = true;
        try
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            _listener?.Join();
        }
    }

    /// <summary>Leaves the domain and ends the queue, whatever happens: listeners wait for that.</summary>
    protected abstract ValueTask DisposeAsync();

    public NodeClosedException Closed() => new($"The node {Id} was closed: create a new one.");

    public void ThrowIfClosed()
    {
        if (IsClosed) throw Closed();
    }
}
