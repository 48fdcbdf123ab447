using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes;

/// <summary>Takes one sample. Its header is valid only during the call.</summary>
internal delegate void SampleHandler(in Sample sample);

/// <summary>Hands a reader's samples to a method, one by one, and logs who cannot match.</summary>
internal sealed class SampleSink(SampleHandler handler, ILogger logger) : IReaderListener
{
    /// <summary>A writer is gone.</summary>
    public Action<EndpointInfo>? Unmatched { get; init; }

    /// <summary>A writer lost or regained its liveliness.</summary>
    public Action<EndpointInfo, bool>? LivelinessChanged { get; init; }

    /// <inheritdoc/>
    public void OnSamples(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples) handler(in sample);
    }

    /// <inheritdoc/>
    public void OnUnmatched(EndpointInfo writer) => Unmatched?.Invoke(writer);

    /// <inheritdoc/>
    public void OnLivelinessChanged(EndpointInfo writer, bool alive) => LivelinessChanged?.Invoke(writer, alive);

    /// <inheritdoc/>
    public void OnMismatch(EndpointMismatch mismatch) => NodeLog.Mismatch(logger, mismatch);
}
