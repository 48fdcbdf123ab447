using AmlIpNet.Dds;

namespace AmlIpNet.Cli.Doctor;

/// <summary>What a participant discovered, and what becomes of each pair.</summary>
/// <param name="Participants">The participants.</param>
/// <param name="Endpoints">Their endpoints.</param>
/// <param name="Analysis">Which of them match, and why the others do not.</param>
internal sealed record NetworkView(IReadOnlyList<ParticipantInfo> Participants, IReadOnlyList<EndpointInfo> Endpoints, MatchAnalysis Analysis)
{
    private readonly Dictionary<EntityGuid, ParticipantInfo> _byGuid = Participants.DistinctBy(one => one.Guid).ToDictionary(one => one.Guid);
    private readonly ILookup<EntityGuid, EndpointInfo> _byParticipant = Endpoints.ToLookup(one => one.Participant);

    public static NetworkView Empty { get; } = Of([], []);

    public static NetworkView Of(IReadOnlyList<ParticipantInfo> participants, IReadOnlyList<EndpointInfo> endpoints) =>
        new(participants, endpoints, MatchAnalysis.Of(endpoints));

    public IEnumerable<EndpointInfo> EndpointsOf(ParticipantInfo participant) => _byParticipant[participant.Guid];

    /// <summary>Who has an endpoint, for people: its participant's name, and where that runs.</summary>
    public string Owner(EndpointInfo endpoint)
    {
        if (!_byGuid.TryGetValue(endpoint.Participant, out var participant)) return $"{endpoint.Participant}";
        string name = participant.Name.Length > 0 ? participant.Name : $"{participant.Guid}";
        return (participant.Host, participant.ProcessId) switch
        {
            ({ } host, { } id) => $"{name} ({host}, process {id})",
            ({ } host, null) => $"{name} ({host})",
            _ => name,
        };
    }
}
