namespace AmlIpNet.Dds.Contract;

/// <summary>A listener that must not be called any more once it is closed.</summary>
public sealed class Guard : IParticipantListener, IReaderListener, IWriterListener
{
    private readonly TaskCompletionSource _firstCall = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closed;
    private volatile string? _lateCall;

    /// <summary>Completes when samples have come.</summary>
    public Task FirstCall => _firstCall.Task;

    /// <summary>A call that came although it was closed, or null.</summary>
    public string? LateCall => _lateCall;

    public void Close() => _closed = true;

    public void OnSamples(ReadOnlySpan<Sample> samples)
    {
        Note("samples");
        _firstCall.TrySetResult();
    }

    public void OnParticipantDiscovered(ParticipantInfo participant) => Note("a participant found");

    public void OnParticipantLost(ParticipantInfo participant) => Note("a participant lost");

    public void OnEndpointDiscovered(EndpointInfo endpoint) => Note("an endpoint found");

    public void OnEndpointLost(EndpointInfo endpoint) => Note("an endpoint lost");

    void IReaderListener.OnMatched(EndpointInfo writer) => Note("a writer matched");

    void IReaderListener.OnUnmatched(EndpointInfo writer) => Note("a writer unmatched");

    void IReaderListener.OnLivelinessChanged(EndpointInfo writer, bool alive) => Note("liveliness changed");

    void IWriterListener.OnMatched(EndpointInfo reader) => Note("a reader matched");

    void IWriterListener.OnUnmatched(EndpointInfo reader) => Note("a reader unmatched");

    private void Note(string call)
    {
        if (_closed) _lateCall = call;
    }
}
