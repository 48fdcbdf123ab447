using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmlIpNet.Native;

/// <summary>A node that a host holds: what comes to it is asked for by the host, or given to a callback of the host's by a listener.</summary>
internal abstract unsafe class NativeNode(ILoggerFactory? loggers) : NativeObject
{
    private readonly Lock _lock = new();
    private Listener? _listener;
    private bool _isClosed;

    /// <summary>Who it is.</summary>
    public abstract NodeId Id { get; }

    public override string What => $"the node {Id}";

    /// <summary>Where it logs.</summary>
    public ILogger Logger { get; } = loggers?.CreateLogger("AmlIpNet.Native") ?? NullLogger.Instance;

    /// <summary>Whether it was closed.</summary>
    protected bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>How many callbacks may run at a time.</summary>
    protected virtual int CallbackThreads => 1;

    /// <summary>Waits for what comes.</summary>
    /// <param name="deadline">How long.</param>
    /// <param name="endsWhenStopped">Whether to return when nothing can come until the node is started.</param>
    /// <param name="handle">The handle of what came.</param>
    /// <returns>Ok, Timeout, Stopped or Closed.</returns>
    public abstract int Next(Deadline deadline, bool endsWhenStopped, out ulong handle);

    /// <summary>Gives what comes to a callback from now on.</summary>
    public void Listen(delegate* unmanaged[Cdecl]<void*, ulong, int> callback, void* context)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            if (_listener is not null) throw new NativeException(ErrorCode.State, $"The node {Id} has a callback already: a node has one.");
            _listener = new Listener(this, callback, context, CallbackThreads);
            try
            {
                _listener.Start(); // known before its first callback, which may close the node
            }
            catch
            {
                _listener = null;
                throw;
            }
        }
    }

    /// <summary>What a callback's result other than <see cref="ErrorCode.Ok"/> means.</summary>
    public virtual void CallbackFailed(ulong handle, int code) { }

    /// <summary>What is done with something that came too late to be given to a callback.</summary>
    public virtual void Discard(ulong handle) => Handles.TryRemove(handle)?.Close();

    /// <summary>Leaves the domain. Afterwards no callback runs.</summary>
    public sealed override void Close() => Close(Thread.CurrentThread);

    /// <inheritdoc cref="Close()"/>
    /// <param name="caller">The host's thread that waits for it.</param>
    public void Close(Thread caller)
    {
        lock (_lock) _isClosed = true;
        try
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            _listener?.Join(caller);
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
