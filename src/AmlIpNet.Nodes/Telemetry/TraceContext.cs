using System.Diagnostics;
using System.Text;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>The W3C trace context of a job, as metadata of its work message. What does not fit there is left out: it is only for looking on.</summary>
internal static class TraceContext
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>The metadata that makes spans of the other side children of this one; null when there is nothing to say.</summary>
    public static KeyValuePair<string, string>[]? Of(Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id }) return null;
        return activity.TraceStateString is { Length: > 0 and <= NativeBounds.MaxValueBytes } state && Ascii.IsValid(state) && !state.Contains('\0')
            ? [new(Parent, id), new(State, state)]
            : [new(Parent, id)];
    }

    /// <summary>Reads what another node sent; default when there is nothing, or nothing that can be understood.</summary>
    public static ActivityContext Read(AttributeList metadata)
    {
        if (!metadata.TryGet("traceparent"u8, out var parent)) return default;
        string? state = metadata.TryGet("tracestate"u8, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
        return ActivityContext.TryParse(Encoding.UTF8.GetString(parent), state, isRemote: true, out var context) ? context : default;
    }
}
