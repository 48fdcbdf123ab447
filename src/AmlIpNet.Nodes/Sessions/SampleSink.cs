using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes;

/// <summary>Takes one sample. Its header is valid only during the call.</summary>
internal delegate void SampleHandler(in Sample sample);

/// <summary>Hands a reader's samples to a method, one by one, and logs who cannot match.</summary>
internal sealed class SampleSink(SampleHandler handler, ILogger logger, Action<EndpointInfo>? unmatched = null) : IReaderListener
{
    /// <inheritdoc/>
    public void OnSamples(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples) handler(in sample);
    }

    /// <inheritdoc/>
    public void OnUnmatched(EndpointInfo writer) => unmatched?.Invoke(writer);

    /// <inheritdoc/>
    public void OnMismatch(EndpointMismatch mismatch) => NodeLog.Mismatch(logger, mismatch);
}
