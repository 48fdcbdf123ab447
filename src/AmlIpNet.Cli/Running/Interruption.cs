using System.Runtime.InteropServices;

namespace AmlIpNet.Cli.Running;

/// <summary>Ctrl-C and its relatives (SIGINT, SIGTERM, SIGHUP): the first asks the command to leave cleanly, the second ends
/// the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private bool _managed;
    private int _count;

    public Interruption()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public bool Happened => Volatile.Read(ref _count) > 0;

    public int ExitCode => Running.ExitCode.Interrupted;

    /// <summary>From now on Ctrl-C is left to the process that started this one: a terminal sends it to both, and the parent
    /// decides when its children go.</summary>
    public void LeaveToParent() => Volatile.Write(ref _managed, true);

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && Volatile.Read(ref _managed)) return;
        if (Interlocked.Increment(ref _count) > 1) Environment.Exit(ExitCode);
        // Not on the signal's thread: what the token's listeners do may take time, and a second signal must get through.
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), _source, preferLocal: false);
    }
}
