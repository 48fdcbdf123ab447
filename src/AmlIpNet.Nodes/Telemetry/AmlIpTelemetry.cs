namespace AmlIpNet;

/// <summary>The names to give OpenTelemetry: <c>AddMeter(AmlIpTelemetry.MeterName)</c>, <c>AddSource(AmlIpTelemetry.ActivitySourceName)</c>.</summary>
public static class AmlIpTelemetry
{
    /// <summary>The meter of all nodes of the process.</summary>
    public const string MeterName = "AmlIpNet";

    /// <summary>The source of the spans of all nodes of the process.</summary>
    public const string ActivitySourceName = "AmlIpNet";

    internal const string NodeName = "amlip.node.name";
}
