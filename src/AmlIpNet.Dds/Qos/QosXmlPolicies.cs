namespace AmlIpNet.Dds;

/// <summary>
/// Reads the policies of a profile. Allowed is what an engine of this library applies; the rest is refused by name: instances (the topics
/// have no keys), blocking times (writing never waits), TRANSIENT and PERSISTENT durability (there is no durability service process),
/// manual liveliness (nobody would assert it), exclusive ownership (writers have no strength).
/// </summary>
internal static class QosXmlPolicies
{
    public static void ReadWriter(QosXmlElement element, List<QosSetting<EndpointQos>> settings)
    {
        foreach (var policy in element.Members(
            "reliability", "durability", "durability_service", "history", "resource_limits", "liveliness", "deadline", "latency_budget", "ownership").Values)
        {
            if (policy.Name == "durability_service") ReadDurabilityService(policy, settings);
            else ReadPolicy(policy, settings);
        }
    }

    public static void ReadReader(QosXmlElement element, List<QosSetting<EndpointQos>> settings)
    {
        foreach (var policy in element.Members(
            "reliability", "durability", "history", "resource_limits", "liveliness", "deadline", "latency_budget", "ownership").Values)
            ReadPolicy(policy, settings);
    }

    /// <summary>The standard puts partitions into publisher_qos and subscriber_qos: partition/name/element.</summary>
    public static void ReadGroup(QosXmlElement element, List<QosSetting<EndpointQos>> settings)
    {
        if (!element.Members("partition").TryGetValue("partition", out var partition)) return;
        if (!partition.Members("name").TryGetValue("name", out var list)) return;
        var names = new List<string>();
        foreach (var name in list.Children("element"))
        {
            name.RequireAttributes();
            string text = name.Text();
            if (text.AsSpan().ContainsAny("*?[]")) throw name.Error($"the partition '{text}' has a wildcard, allowed: plain names");
            names.Add(text);
        }

        EquatableArray<string> partitions = [.. names];
        settings.Add(qos => qos with { Partitions = partitions });
    }

    private static void ReadPolicy(QosXmlElement policy, List<QosSetting<EndpointQos>> settings)
    {
        switch (policy.Name)
        {
            case "reliability":
                if (policy.Members("kind").TryGetValue("kind", out var reliability))
                {
                    var value = reliability.OneOf(("RELIABLE_RELIABILITY_QOS", Reliability.Reliable), ("BEST_EFFORT_RELIABILITY_QOS", Reliability.BestEffort));
                    settings.Add(qos => qos with { Reliability = value });
                }

                break;
            case "durability":
                if (policy.Members("kind").TryGetValue("kind", out var durability))
                {
                    var value = durability.OneOf(("VOLATILE_DURABILITY_QOS", Durability.Volatile), ("TRANSIENT_LOCAL_DURABILITY_QOS", Durability.TransientLocal));
                    settings.Add(qos => qos with { Durability = value });
                }

                break;
            case "ownership":
                if (policy.Members("kind").TryGetValue("kind", out var ownership))
                {
                    var value = ownership.OneOf(("SHARED_OWNERSHIP_QOS", Ownership.Shared));
                    settings.Add(qos => qos with { Ownership = value });
                }

                break;
            case "history":
                var history = ReadHistory(policy, "kind", "depth");
                settings.Add(qos => qos with { History = history(qos.History) });
                break;
            case "resource_limits":
                if (policy.Members("max_samples").TryGetValue("max_samples", out var limit))
                {
                    int value = limit.Integer(1, int.MaxValue, ("LENGTH_UNLIMITED", EndpointQos.Unlimited));
                    settings.Add(qos => qos with { MaxSamples = value });
                }

                break;
            case "liveliness":
                ReadLiveliness(policy, settings);
                break;
            case "deadline":
                if (policy.Members("period").TryGetValue("period", out var period))
                {
                    var value = ReadDuration(period, zeroAllowed: false);
                    settings.Add(qos => qos with { Deadline = value });
                }

                break;
            case "latency_budget":
                if (policy.Members("duration").TryGetValue("duration", out var duration))
                {
                    var value = ReadDuration(duration, zeroAllowed: true) ?? throw duration.Error("the latency_budget is infinite, allowed is a finite duration");
                    settings.Add(qos => qos with { LatencyBudget = value });
                }

                break;
        }
    }

    private static void ReadLiveliness(QosXmlElement policy, List<QosSetting<EndpointQos>> settings)
    {
        var members = policy.Members("kind", "lease_duration");
        if (members.TryGetValue("kind", out var kind))
        {
            var value = kind.OneOf(("AUTOMATIC_LIVELINESS_QOS", LivelinessKind.Automatic));
            settings.Add(qos => qos with { Liveliness = value });
        }

        if (members.TryGetValue("lease_duration", out var lease))
        {
            var value = ReadDuration(lease, zeroAllowed: false);
            settings.Add(qos => qos with { LivelinessLease = value });
        }
    }

    private static void ReadDurabilityService(QosXmlElement policy, List<QosSetting<EndpointQos>> settings)
    {
        var history = ReadHistory(policy, "history_kind", "history_depth");
        settings.Add(qos => qos with { DurabilityService = history(qos.DurabilityService ?? History.KeepLast(1)) });
    }

    private static Func<History, History> ReadHistory(QosXmlElement policy, string kindName, string depthName)
    {
        var members = policy.Members(kindName, depthName);
        HistoryKind? kind = members.TryGetValue(kindName, out var element)
            ? element.OneOf(("KEEP_LAST_HISTORY_QOS", HistoryKind.KeepLast), ("KEEP_ALL_HISTORY_QOS", HistoryKind.KeepAll))
            : null;
        int? depth = members.TryGetValue(depthName, out element) ? element.Integer(1, int.MaxValue) : null;
        return inherited =>
        {
            if (kind is { } k && k != inherited.Kind) inherited = new History(k);
            return depth is { } d ? inherited with { Depth = d } : inherited;
        };
    }

    private static TimeSpan? ReadDuration(QosXmlElement element, bool zeroAllowed)
    {
        const int Infinite = -1;
        var members = element.Members("sec", "nanosec");
        int seconds = members.TryGetValue("sec", out var sec)
            ? sec.Integer(0, int.MaxValue, ("DURATION_INFINITY", Infinite), ("DURATION_INFINITE_SEC", Infinite))
            : 0;
        int nanoseconds = members.TryGetValue("nanosec", out var nanosec)
            ? nanosec.Integer(0, 999_999_999, ("DURATION_INFINITY", Infinite), ("DURATION_INFINITE_NSEC", Infinite))
            : seconds == Infinite ? Infinite : 0;
        if (members.Count == 0) throw element.Error($"<{element.Name}> is empty, allowed: sec, nanosec");
        if ((seconds == Infinite) != (nanoseconds == Infinite))
            throw element.Error($"<{element.Name}> is infinite in one of sec and nanosec only, allowed: both, or sec alone");
        if (seconds == Infinite) return null;
        if (nanoseconds % 100 != 0) throw element.Error($"the nanosec of <{element.Name}> is {nanoseconds}, allowed: multiples of 100");
        if (!zeroAllowed && seconds == 0 && nanoseconds == 0) throw element.Error($"<{element.Name}> is zero, allowed: above zero, or DURATION_INFINITY");
        return TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(nanoseconds / 100);
    }
}
