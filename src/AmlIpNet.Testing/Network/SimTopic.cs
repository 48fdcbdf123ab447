namespace AmlIpNet.Testing;

/// <summary>The topics of one job service.</summary>
internal enum SimTopic : byte
{
    Request,
    Target,
    Reply,
    Data,
    Solution,
    Availability,
    Work,
    Outcome,
}

internal static class SimTopics
{
    public const int Count = (int)SimTopic.Outcome + 1;

    /// <summary>Whether each reader has a topic of its own.</summary>
    public static bool IsDirect(this SimTopic topic) => topic is not (SimTopic.Request or SimTopic.Target or SimTopic.Availability);

    public static bool IsNative(this SimTopic topic) => topic >= SimTopic.Availability;

    public static bool IsTransientLocal(this SimTopic topic) => topic is not (SimTopic.Work or SimTopic.Outcome);
}
