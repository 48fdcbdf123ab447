using System.Runtime.CompilerServices;

namespace AmlIpNet.Testing;

/// <summary>Text of a trace that is only put together when the trace is recorded.</summary>
[InterpolatedStringHandler]
internal ref struct TraceText
{
    private DefaultInterpolatedStringHandler _inner;

    public TraceText(int literalLength, int formattedCount, SimWorld world, out bool isWanted)
    {
        isWanted = world.Trace.IsRecording;
        if (isWanted) _inner = new(literalLength, formattedCount);
    }

    public void AppendLiteral(string text) => _inner.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _inner.AppendFormatted(value, format);

    internal string ToStringAndClear() => _inner.ToStringAndClear();
}
