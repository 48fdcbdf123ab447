using System.Globalization;
using AmlIpNet.Dds;
using Omg.Dds.Core;
using Rti.Dds.Core;
using Rti.Dds.Domain;
using Rti.Dds.Publication;
using Rti.Dds.Subscription;
using Rti.Dds.Topics;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds;

/// <summary>
/// All that is uncertain in RTI's C# API, in one place: nothing else in this project calls a member of it whose name or shape was not seen in
/// RTI's documentation or in a published program. What this file could not avoid guessing is marked "guess". Nothing here has run against the
/// package; what the package calls otherwise is corrected here (and in Signatures/RtiSignatures.cs), and nowhere else.
/// </summary>
internal static class RtiApi
{
    /// <summary>Guess: bytes of an octet sequence or array are set and got as an array of bytes, whichever of octet and uint8 the type has.</summary>
    public static void SetBytes(DynamicData data, string member, byte[] value) => data.SetValue(member, value);

    public static byte[] GetBytes(DynamicData data, string member) => data.GetValue<byte[]>(member);

    /// <summary>How many elements a sequence has.</summary>
    public static int Count(DynamicData data, string member) => (int)data.GetMemberInfo(member).ElementCount;

    /// <summary>Guess: the index of the first element is 1, and loaning the element after the last one makes it.</summary>
    public static LoanedDynamicData LoanElement(DynamicData sequence, int index) => sequence.LoanValueByIndex((uint)index + 1);

    /// <summary>A timeout is an exception of that name; in which namespace is not relied on.</summary>
    public static bool IsTimeout(Exception error) => error is TimeoutException || error.GetType().Name == "TimeoutException";

    /// <summary>Guess: an exception for want of a licence has that word in its message.</summary>
    public static bool IsLicence(Exception error) => error.Message.Contains("license", StringComparison.OrdinalIgnoreCase);

    public static Duration ToDuration(TimeSpan time) => new((int)(time.Ticks / TimeSpan.TicksPerSecond), (uint)(time.Ticks % TimeSpan.TicksPerSecond * 100));

    public static long ToNanoseconds(Time time) => time.Seconds * 1_000_000_000L + time.Nanoseconds;

    /// <summary>Guess: a participant's QoS, topics and samples need no more than these members; the pre-enable actions run before anything can be missed.</summary>
    public static DomainParticipant CreateParticipant(DomainParticipantFactory factory, int domain, DomainParticipantQos qos, Action<DomainParticipant> beforeEnable) =>
        factory.CreateParticipant(domain, qos, preEnableAction: beforeEnable);

    /// <summary>Tells of data and statuses; the handlers run on Connext's threads. Guess: the events but DataAvailable and RequestedIncompatibleQos,
    /// whose names follow from those of the statuses.</summary>
    public static void Listen(DataReader<DynamicData> reader, Action data, Action<InstanceHandle, bool> matched, Action<InstanceHandle, bool> liveliness, Action<string> incompatible)
    {
        reader.DataAvailable += _ => data();
        reader.SubscriptionMatched += (_, status) => matched(status.LastPublicationHandle, status.CurrentCount.Change > 0);
        reader.RequestedIncompatibleQos += (_, status) => incompatible(status.LastPolicy?.Name ?? "unknown");
        reader.LivelinessChanged += (_, status) =>
        {
            // A deleted writer only lowers a count: that is the match's to tell.
            if (status.NotAliveCount.Change > 0) liveliness(status.LastPublicationHandle, false);
            else if (status.AliveCount.Change > 0) liveliness(status.LastPublicationHandle, true);
        };
    }

    public static void Listen(DataWriter<DynamicData> writer, Action<InstanceHandle, bool> matched, Action<string> incompatible)
    {
        writer.PublicationMatched += (_, status) => matched(status.LastSubscriptionHandle, status.CurrentCount.Change > 0);
        writer.OfferedIncompatibleQos += (_, status) => incompatible(status.LastPolicy?.Name ?? "unknown");
    }

    /// <summary>A builtin reader. Looked up before its participant is enabled, it misses nothing.</summary>
    public static DataReader<T> Builtin<T>(DomainParticipant participant, string topic, Action available)
    {
        var reader = participant.BuiltinSubscriber.LookupDataReader<T>(topic);
        reader.DataAvailable += _ => available();
        return reader;
    }

    /// <summary>The key of a builtin topic is the GUID: 16 bytes in network byte order.</summary>
    public static EntityGuid ToGuid(BuiltinTopicKey key) => EntityGuid.Read(key.ToArray());

    public static ParticipantInfo Describe(ParticipantBuiltinTopicData data) => new(ToGuid(data.Key), data.ParticipantName?.Name ?? "")
    {
        Host = Property(data, "__Hostname") ?? Property(data, "dds.sys_info.hostname"),
        Process = Property(data, "__ProcessName") ?? Path.GetFileName(Property(data, "dds.sys_info.executable_filepath")),
        ProcessId = int.TryParse(Property(data, "__Pid") ?? Property(data, "dds.sys_info.process_id"), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null,
    };

    public static EndpointInfo Describe(PublicationBuiltinTopicData data, ulong handle) => new(
        EndpointKind.Writer, ToGuid(data.Key), ToGuid(data.ParticipantKey), handle, data.TopicName, data.TypeName, new EndpointQos
        {
            Reliability = Same<Reliability>(data.Reliability.Kind),
            Durability = Same<Durability>(data.Durability.Kind),
            Liveliness = Same<LivelinessKind>(data.Liveliness.Kind),
            Ownership = Same<Ownership>(data.Ownership.Kind),
            LivelinessLease = ToTimeSpan(data.Liveliness.LeaseDuration),
            Deadline = ToTimeSpan(data.Deadline.Period),
            LatencyBudget = ToTimeSpan(data.LatencyBudget.Duration) ?? TimeSpan.MaxValue,
            Partitions = [.. data.Partition.Name],
        })
    {
        Representations = [.. (data.Representation?.Value ?? []).Select(value => (DataRepresentation)value)],
    };

    public static EndpointInfo Describe(SubscriptionBuiltinTopicData data, ulong handle) => new(
        EndpointKind.Reader, ToGuid(data.Key), ToGuid(data.ParticipantKey), handle, data.TopicName, data.TypeName, new EndpointQos
        {
            Reliability = Same<Reliability>(data.Reliability.Kind),
            Durability = Same<Durability>(data.Durability.Kind),
            Liveliness = Same<LivelinessKind>(data.Liveliness.Kind),
            Ownership = Same<Ownership>(data.Ownership.Kind),
            LivelinessLease = ToTimeSpan(data.Liveliness.LeaseDuration),
            Deadline = ToTimeSpan(data.Deadline.Period),
            LatencyBudget = ToTimeSpan(data.LatencyBudget.Duration) ?? TimeSpan.MaxValue,
            Partitions = [.. data.Partition.Name],
        })
    {
        Representations = [.. (data.Representation?.Value ?? []).Select(value => (DataRepresentation)value)],
    };

    /// <summary>Guess: the policy is a collection of pairs whose values have a value.</summary>
    private static string? Property(ParticipantBuiltinTopicData data, string name)
    {
        foreach (var pair in data.Property ?? [])
        {
            if (pair.Key == name) return pair.Value.Value;
        }

        return null;
    }

    /// <summary>Our kinds have the names of RTI's, so that neither the namespace of an enumeration nor its numbers matter.</summary>
    private static T Same<T>(Enum kind)
        where T : struct, Enum => Enum.Parse<T>(kind.ToString());

    /// <summary>Infinite is the largest number of seconds.</summary>
    private static TimeSpan? ToTimeSpan(Duration duration) =>
        duration.Seconds == int.MaxValue ? null : TimeSpan.FromSeconds(duration.Seconds) + TimeSpan.FromTicks(duration.Nanoseconds / 100);
}

/// <summary>Where the engine enters RTI's API: the factory of participants, and the reader of XML files.</summary>
internal sealed record RtiEntry(Func<DomainParticipantFactory> Factory, Func<string, QosProvider> Load)
{
    public static RtiEntry Package { get; } = new(() => DomainParticipantFactory.Instance, file => new QosProvider(file));
}
