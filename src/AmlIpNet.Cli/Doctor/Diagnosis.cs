using AmlIpNet.Dds;

namespace AmlIpNet.Cli.Doctor;

/// <summary>Draws conclusions from what was seen. Pure, so that each can be tested.</summary>
internal static class Diagnosis
{
    /// <summary>Problems of one topic that are told one by one; the rest is counted.</summary>
    private const int MaxPerTopic = 10;

    private const int MaxDomains = 8;

    /// <summary>The pairs that do not match.</summary>
    public static IEnumerable<Finding> OfPairs(NetworkView network)
    {
        foreach (var topic in network.Analysis.Mismatches.GroupBy(pair => pair.Writer.TopicName))
        {
            // Who offers one value and who requests another do not match, all of them: they are told together.
            var reasons = topic
                .SelectMany(pair => pair.Obstacles.Select(obstacle => (pair.Writer, pair.Reader, Obstacle: obstacle)))
                .GroupBy(one => one.Obstacle, (obstacle, all) => new Mismatch(
                    topic.Key, [.. all.Select(one => network.Owner(one.Writer)).Distinct()], [.. all.Select(one => network.Owner(one.Reader)).Distinct()], obstacle))
                .ToList();
            foreach (var reason in reasons.Take(MaxPerTopic))
            {
                yield return new("topic", true,
                    $"{reason.Topic}: what {Mismatch.Names(reason.Writers)} writes does not reach the reader of {Mismatch.Names(reason.Readers)}. {reason.Obstacle}",
                    Where(reason))
                { Mismatch = reason };
            }

            if (reasons.Count > MaxPerTopic)
                yield return new("topic", true, $"{topic.Key}: {reasons.Count - MaxPerTopic:N0} more reasons of this topic are left out", "solve these first");
        }

        if (network.Analysis.SkippedPairs > 0)
            yield return new("topic", false, $"{network.Analysis.SkippedPairs:N0} pairs above {MatchAnalysis.DefaultMaxPairs:N0} were not looked at", "look at fewer nodes at a time");
    }

    /// <summary>Processes of this machine that are in a domain, by their ports, and what follows for those that were not discovered.</summary>
    public static IEnumerable<Finding> OfProcesses(IReadOnlyList<LocalProcess> processes, NetworkView network, int domain, string host, int self)
    {
        var known = network.Participants.Where(one => one.Host == host && one.ProcessId is not null).Select(one => one.ProcessId!.Value).ToHashSet();
        bool someAreNameless = network.Participants.Any(one => one.ProcessId is null || one.Host is null);
        foreach (var process in processes.Where(one => one.Domain == domain && !one.Ids.Contains(self) && !one.Ids.Any(known.Contains)))
        {
            yield return new("interface", !someAreNameless && process.IsDds && process.Ids.Count > 0, $"{process} on this machine has ports of domain {domain} open, but was not discovered{(process.IsDds || process.Ids.Count == 0 ? "" : "; perhaps it has nothing to do with DDS")}",
                "look longer with --wait, and if it stays so use the same interface on both sides: --loopback, --interface or multicast; where multicast is off each side needs the other as --peer");
        }

        var others = processes.Where(one => one.Domain != domain && !one.Ids.Contains(self)).GroupBy(one => one.Domain, (other, all) => $"{other} by {Mismatch.Names([.. all.Select(one => $"{one}")])}").ToList();
        if (others.Count > 0)
        {
            yield return new("domain", false, $"other domains are in use on this machine: {string.Join("; ", others.Take(MaxDomains))}{(others.Count > MaxDomains ? $"; and {others.Count - MaxDomains:N0} more" : "")}",
                $"nodes of different domains never meet: if one of these should meet those of domain {domain}, give both the same --domain");
        }
    }

    /// <summary>The interfaces.</summary>
    public static IEnumerable<Finding> OfInterfaces(IReadOnlyList<InterfaceReport> interfaces, NetworkOptions network)
    {
        foreach (var one in interfaces.Where(one => network.Multicast && one.Multicast is not (InterfaceReport.Works or "not tested" or "no IPv4 address")))
        {
            yield return new("multicast", true, $"multicast on {one.Name}: {one.Multicast}",
                "allow UDP to 239.255.0.1 in the firewall and give the interface a multicast route, or use --multicast off with a --peer for each host");
        }

        if (network.Interface is { } wanted && !interfaces.Any(one => one.Is(wanted)))
        {
            yield return new("interface", true, $"this machine has no interface '{wanted}' that is up",
                $"give --interface a name or an address of one of these: {string.Join(", ", interfaces.Select(one => one.Name))}");
        }

        if (network.Interface is null && interfaces.All(one => one.IsLoopback))
            yield return new("interface", false, "no interface but loopback is up: nodes of other machines cannot be reached", "connect the machine, or use --loopback");
    }

    /// <summary>Whether anybody is there.</summary>
    public static IEnumerable<Finding> OfParticipants(NetworkView network, int domain, TimeSpan wait)
    {
        if (network.Participants.Count == 0)
            yield return new("domain", false, $"nobody else was seen in domain {domain} within {wait.TotalSeconds:0.###} s", "start a node with the same network options, or look longer with --wait");
    }

    private static string Where(Mismatch reason) => AmlIpTopic(reason.Topic) is { } profile && reason.Obstacle.Policy is not ("TYPE_NAME" or "DATA_REPRESENTATION")
        ? $"{reason.Obstacle.Remedy} (profile {profile} of a QoS file, option --qos)"
        : reason.Obstacle.Remedy;

    /// <summary>The QoS profile of a topic of this library, or null.</summary>
    private static string? AmlIpTopic(string topic) => topic.StartsWith("amlip/status", StringComparison.Ordinal) ? "amlip::status"
        : topic.Contains("_request_availability", StringComparison.Ordinal) ? "amlip::request"
        : topic.Contains("_task_target", StringComparison.Ordinal) ? "amlip::target"
        : topic.Contains("_reply_available_", StringComparison.Ordinal) ? "amlip::reply"
        : topic.Contains("_task_data_", StringComparison.Ordinal) ? "amlip::data"
        : topic.Contains("_task_solution_", StringComparison.Ordinal) ? "amlip::solution"
        : topic.StartsWith("amlip/model_statistics", StringComparison.Ordinal) ? "amlip::model_statistics"
        : topic.StartsWith("amlip/rpc_request_model_", StringComparison.Ordinal) ? "amlip::model_request"
        : topic.StartsWith("amlip/rpc_reply_model_", StringComparison.Ordinal) ? "amlip::model_reply"
        : topic.StartsWith("amlipnet/v1/job_availability", StringComparison.Ordinal) ? "amlipnet::availability"
        : topic.StartsWith("amlipnet/v1/job_work_", StringComparison.Ordinal) ? "amlipnet::work"
        : topic.StartsWith("amlipnet/v1/job_outcome_", StringComparison.Ordinal) ? "amlipnet::outcome"
        : null;
}
