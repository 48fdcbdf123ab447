namespace AmlIpNet.Dds;

/// <summary>Who learns of whom, and what matches then. Everything here is idempotent and runs under the domain's lock.</summary>
internal sealed partial class InProcessDomain
{
    private static void Introduce(InProcessParticipant one, InProcessParticipant other)
    {
        LearnParticipant(one, other);
        LearnParticipant(other, one);
        foreach (var endpoint in other.Endpoints.Values) LearnEndpoint(one, endpoint);
        foreach (var endpoint in one.Endpoints.Values) LearnEndpoint(other, endpoint);
    }

    private static void LearnParticipant(InProcessParticipant viewer, InProcessParticipant other)
    {
        if (viewer.KnownParticipants.Add(other)) viewer.Loop.Post(() => viewer.Listener.OnParticipantDiscovered(other.Info));
    }

    private static void LearnEndpoint(InProcessParticipant viewer, InProcessEndpoint endpoint)
    {
        if (!viewer.KnownEndpoints.TryAdd(endpoint.Info.Handle, endpoint)) return;
        viewer.Loop.Post(() => viewer.Listener.OnEndpointDiscovered(endpoint.Info));
        MatchWith(viewer, endpoint);
    }

    private static void ForgetParticipant(InProcessParticipant viewer, InProcessParticipant lost)
    {
        foreach (var endpoint in viewer.KnownEndpoints.Values.Where(e => e.Participant == lost).ToArray()) ForgetEndpoint(viewer, endpoint);
        if (viewer.KnownParticipants.Remove(lost)) viewer.Loop.Post(() => viewer.Listener.OnParticipantLost(lost.Info));
    }

    private static void ForgetEndpoint(InProcessParticipant viewer, InProcessEndpoint endpoint)
    {
        if (!viewer.KnownEndpoints.Remove(endpoint.Info.Handle)) return;
        foreach (var match in endpoint.Matches.ToArray())
        {
            if (match.Writer.Participant == viewer || match.Reader.Participant == viewer) Unmatch(match);
        }

        foreach (var local in viewer.Endpoints.Values)
        {
            local.Mismatches.Remove(endpoint);
            endpoint.Mismatches.Remove(local);
        }

        viewer.Loop.Post(() => viewer.Listener.OnEndpointLost(endpoint.Info));
    }

    private static void MatchWith(InProcessParticipant participant, InProcessEndpoint endpoint)
    {
        foreach (var local in participant.Endpoints.Values)
        {
            if (local.Topic.Name != endpoint.Topic.Name) continue;
            if (local is InProcessWriter writer && endpoint is InProcessReader reader) Match(writer, reader);
            else if (local is InProcessReader localReader && endpoint is InProcessWriter otherWriter) Match(otherWriter, localReader);
        }
    }

    private static void Match(InProcessWriter writer, InProcessReader reader)
    {
        if (!QosCompatibility.PartitionsMeet(writer.Qos.Partitions, reader.Qos.Partitions)) return;
        if (FindConflict(writer, reader) is { } conflict)
        {
            if (!writer.Mismatches.Add(reader) | !reader.Mismatches.Add(writer)) return;
            writer.TellMismatch(new EndpointMismatch(writer.Topic.Name, conflict.Policy, conflict.Offered, conflict.Requested, reader.Info));
            reader.TellMismatch(new EndpointMismatch(writer.Topic.Name, conflict.Policy, conflict.Offered, conflict.Requested, writer.Info));
            return;
        }

        if (writer.Matches.Exists(m => m.Reader == reader)) return;
        bool reliable = writer.Qos.Reliability == Reliability.Reliable && reader.Qos.Reliability == Reliability.Reliable;
        var match = new InProcessMatch(writer, reader, reliable);
        writer.Matches.Add(match);
        reader.Matches.Add(match);
        writer.TellMatched(reader.Info);
        reader.TellMatched(writer.Info);
        writer.Connect(match);
    }

    private static void Unmatch(InProcessMatch match)
    {
        match.Writer.Disconnect(match);
        match.Writer.Matches.Remove(match);
        match.Reader.Matches.Remove(match);
        match.Writer.TellUnmatched(match.Reader.Info);
        match.Reader.TellUnmatched(match.Writer.Info);
    }

    private static QosCompatibility.Conflict? FindConflict(InProcessWriter writer, InProcessReader reader) =>
        writer.Topic.Type.Name != reader.Topic.Type.Name
            ? new QosCompatibility.Conflict("TypeName", writer.Topic.Type.Name, reader.Topic.Type.Name)
            : QosCompatibility.Find(writer.Qos, reader.Qos);
}
