using System.Globalization;

namespace AmlIpNet.Dds;

/// <summary>
/// Reads <c>domain_participant_qos</c>: the property policy (DDS Security 1.1, in XML as its IDL says: property/value/element, each with a name and a
/// value). A property that is not known is refused by name.
/// </summary>
internal static class QosXmlProperties
{
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Func<QosXmlElement, QosSetting<ParticipantQos>>> s_known = new()
    {
        ["amlipnet.heartbeat_period"] = value => Duration(value, s_millisecond, s_longest, (qos, time) => qos with { HeartbeatPeriod = time }),
        ["amlipnet.max_heartbeat_period"] = value => Duration(value, s_millisecond, TimeSpan.FromSeconds(60), (qos, time) => qos with { MaxHeartbeatPeriod = time }),
        ["amlipnet.nack_delay"] = value => Duration(value, TimeSpan.Zero, s_longest, (qos, time) => qos with { NackDelay = time }),
        ["amlipnet.receive_window"] = value => Integer(value, 16, 65_536, (qos, count) => qos with { ReceiveWindow = count }),
        ["amlipnet.max_datagram_bytes"] = value => Integer(value, 1_472, 65_500, (qos, bytes) => qos with { MaxDatagramBytes = bytes }),
    };

    public static void ReadParticipant(QosXmlElement element, List<QosSetting<ParticipantQos>> settings)
    {
        if (!element.Members("property").TryGetValue("property", out var property)) return;
        if (!property.Members("value").TryGetValue("value", out var list)) return;
        var names = new HashSet<string>();
        foreach (var one in list.Children("element"))
        {
            one.RequireAttributes();
            var members = one.Members("name", "value");
            if (!members.TryGetValue("name", out var name) || !members.TryGetValue("value", out var value)) throw one.Error("a property needs <name> and <value>");
            if (!s_known.TryGetValue(name.Text(), out var read)) throw name.Error($"the property '{name.Text()}' is not supported, allowed: {string.Join(", ", s_known.Keys)}");
            if (!names.Add(name.Text())) throw name.Error($"the property {name.Text()} stands twice");
            settings.Add(read(value));
        }
    }

    private static QosSetting<ParticipantQos> Integer(QosXmlElement value, int min, int max, Func<ParticipantQos, int, ParticipantQos> set)
    {
        int number = value.Integer(min, max);
        return qos => set(qos, number);
    }

    private static QosSetting<ParticipantQos> Duration(QosXmlElement value, TimeSpan min, TimeSpan max, Func<ParticipantQos, TimeSpan, ParticipantQos> set)
    {
        string text = value.Text();
        int unit = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        long ticks = text[unit..].Trim() switch { "us" => TimeSpan.TicksPerMicrosecond, "ms" => TimeSpan.TicksPerMillisecond, "s" => TimeSpan.TicksPerSecond, _ => 0 };
        bool isNumber = int.TryParse(text.AsSpan(0, unit), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        var time = TimeSpan.FromTicks(number * ticks);
        if (!isNumber || ticks == 0 || time < min || time > max)
            throw value.Error($"the duration '{QosXmlElement.Shorten(text)}' cannot be used, allowed: a whole number with us, ms or s, such as 20ms, {min.TotalMilliseconds:0} ms to {max.TotalSeconds:0} s");
        return qos => set(qos, time);
    }
}
