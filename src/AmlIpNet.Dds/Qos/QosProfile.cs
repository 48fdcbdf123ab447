namespace AmlIpNet.Dds;

/// <summary>One thing that a profile says about an endpoint or a participant.</summary>
internal delegate T QosSetting<T>(T qos);

/// <summary>A profile as it stands in a file: only what it says itself, its base left out.</summary>
/// <param name="Name">library::profile.</param>
/// <param name="Base">The base profile's full name, or null.</param>
/// <param name="Source">Its element, for messages.</param>
/// <param name="Writer">What it says about writers.</param>
/// <param name="Reader">What it says about readers.</param>
/// <param name="Participant">What it says about participants.</param>
internal sealed record QosProfile(
    string Name, string? Base, QosXmlElement Source, List<QosSetting<EndpointQos>> Writer, List<QosSetting<EndpointQos>> Reader, List<QosSetting<ParticipantQos>> Participant)
{
    /// <summary>Applies the settings of the profiles it builds on and its own, the most basic first.</summary>
    public EndpointQos Build(IEnumerable<QosProfile> lineage, Func<QosProfile, List<QosSetting<EndpointQos>>> side) =>
        Apply(lineage, side, new EndpointQos(), qos => qos.FindContradiction());

    /// <summary>The same for participants.</summary>
    public ParticipantQos BuildParticipant(IEnumerable<QosProfile> lineage) =>
        Apply(lineage, profile => profile.Participant, new ParticipantQos(), qos => qos.FindContradiction());

    private T Apply<T>(IEnumerable<QosProfile> lineage, Func<QosProfile, List<QosSetting<T>>> side, T qos, Func<T, string?> findContradiction)
    {
        qos = lineage.Reverse().SelectMany(side).Aggregate(qos, (current, setting) => setting(current));
        if (findContradiction(qos) is { } problem) throw Source.Error($"the profile {Name} has {problem}");
        return qos;
    }
}

/// <summary>The profiles of one file.</summary>
internal sealed record QosFile(string Name, Dictionary<string, QosProfile> Profiles)
{
    /// <summary>A profile and those it builds on, itself first.</summary>
    public static List<QosProfile> Lineage(QosFile[] layers, QosProfile profile)
    {
        List<QosProfile> lineage = [profile];
        while (profile.Base is { } name)
        {
            profile = FindBase(layers, profile, name);
            if (lineage.Contains(profile)) throw profile.Source.Error($"the profile {profile.Name} is its own base: break the circle of base_name");
            lineage.Add(profile);
        }

        return lineage;
    }

    private static QosProfile FindBase(QosFile[] layers, QosProfile profile, string name)
    {
        int top = Array.FindIndex(layers, layer => layer.Profiles.GetValueOrDefault(profile.Name) == profile);
        for (int i = name == profile.Name ? top - 1 : top; i >= 0; i--)
        {
            if (layers[i].Profiles.TryGetValue(name, out var found)) return found;
        }

        throw profile.Source.Error($"the profile {profile.Name} has the base_name '{name}', which is not known: name a profile of this file or a shipped one");
    }
}
