using System.Diagnostics;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>An attempt that this node is to execute: its data, and the switch that tells its handler that nobody waits any more. Its handler runs on
/// the thread pool, its end and its progress on the loop.</summary>
internal sealed class Execution(ServerSession session, ExecutionKey key, byte[] payload) : IThreadPoolWorkItem, ILoopItem
{
    private readonly CancellationTokenSource _cancellation = new();
    private ProgressNote? _progress;
    private int _isProgressNew;

    public ExecutionKey Key { get; } = key;

    public byte[] Payload { get; } = payload;

    /// <summary>The span that its client sent it from, if there is one.</summary>
    public ActivityContext Trace { get; init; }

    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>The leave to execute it, from the call of its handler on. Written on the loop.</summary>
    public Permit? Permit { get; set; }

    /// <summary>Whether the handler threw each time; a client of an auction may be sent an answer all the same.</summary>
    public bool HasFailed { get; set; }

    /// <summary>What the handler gave, or what is sent instead; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Result { get; set; }

    /// <summary>Why the handler gave nothing.</summary>
    public (int Code, string Text) Failure { get; set; }

    /// <summary>The newest progress.</summary>
    public ProgressNote? Progress => Volatile.Read(ref _progress);

    void IThreadPoolWorkItem.Execute() => _ = session.ExecuteAsync(this);

    void ILoopItem.Run() => session.End(this);

    /// <summary>The node gives the job up, unless its handler still solves it: that is no fault of the job.</summary>
    public bool IsHandedBack { get; private set; }

    public void HandBack()
    {
        IsHandedBack = true;
        Cancel();
    }

    public void Cancel() => _ = _cancellation.CancelAsync(); // its callbacks are the user's: never on the loop

    /// <summary>The handler tells how far it is; on any thread. The loop is told once, however many come before it looks: it takes the newest.</summary>
    public void Report(double? fraction, string text)
    {
        Volatile.Write(ref _progress, new ProgressNote(fraction, text));
        if (Interlocked.Exchange(ref _isProgressNew, 1) == 0) session.PostProgress(this);
    }

    /// <summary>The loop looks: what is reported from now on is new again.</summary>
    public void SeeProgress() => Interlocked.Exchange(ref _isProgressNew, 0);

    internal sealed record ProgressNote(double? Fraction, string Text);
}
