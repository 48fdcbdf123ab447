namespace AmlIpNet.Dds;

/// <summary>
/// The QoS of a participant: how its writers and readers find out what the network lost, and how they get it again. Standard DDS leaves
/// this to the implementations, so a profile says it by properties of <c>domain_participant_qos</c>, one for each member here.
/// </summary>
public sealed record ParticipantQos
{
    /// <summary>How often a writer with unacknowledged samples tells its readers what there is, which is how they learn that the last ones
    /// were lost. Property <c>amlipnet.heartbeat_period</c>, 1 ms to 10 s.</summary>
    public TimeSpan HeartbeatPeriod { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How slowly at most it does so to readers that do not answer: from the sixth time on the period doubles up to this. Property
    /// <c>amlipnet.max_heartbeat_period</c>, from the heartbeat period to 60 s.</summary>
    public TimeSpan MaxHeartbeatPeriod { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a reader waits for what it has asked for before it asks again: somewhat above the time that a message takes there and back, or
    /// much is sent twice. Property <c>amlipnet.nack_delay</c>, 0 to 10 s.</summary>
    public TimeSpan NackDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How many samples of a writer a reader keeps that came behind a lost one; further ones are sent again. Property
    /// <c>amlipnet.receive_window</c>, 16 to 65,536.</summary>
    public int ReceiveWindow { get; init; } = 1_024;

    /// <summary>The largest datagram; what <see cref="NetworkOptions.MaxDatagramBytes"/> says is a bound too. Null: that alone. Property
    /// <c>amlipnet.max_datagram_bytes</c>, 1,472 to 65,500.</summary>
    public int? MaxDatagramBytes { get; init; }

    /// <summary>The participant QoS that these options name, by <see cref="NetworkOptions.QosProfile"/> and <see cref="NetworkOptions.QosFile"/>.</summary>
    /// <exception cref="QosException">There is no such profile, or the file cannot be read.</exception>
    public static ParticipantQos Load(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return QosLibrary.Load(options.QosFile).GetParticipantQos(options.QosProfile);
    }

    /// <summary>The largest datagram and the largest piece of a sample in it.</summary>
    public (int Datagram, int Fragment) Limit(NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const int Headers = 128; // the most that stands before a fragment in its datagram: 1,472 - 128 = 1,344
        int datagram = Math.Min(options.MaxDatagramBytes, MaxDatagramBytes ?? int.MaxValue);
        return (datagram, datagram < options.MaxDatagramBytes ? Math.Min(options.FragmentBytes, datagram - Headers) : options.FragmentBytes);
    }

    internal string? FindContradiction() => MaxHeartbeatPeriod < HeartbeatPeriod
        ? $"an amlipnet.max_heartbeat_period of {MaxHeartbeatPeriod} below its amlipnet.heartbeat_period of {HeartbeatPeriod}: raise the one, or lower the other"
        : null;
}
