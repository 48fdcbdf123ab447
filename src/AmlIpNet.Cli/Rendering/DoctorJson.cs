using System.Text.Json;
using System.Text.Json.Serialization;
using AmlIpNet.Cli.Doctor;
using AmlIpNet.Dds;

namespace AmlIpNet.Cli.Rendering;

/// <summary>What the doctor saw, one object a line.</summary>
internal static class DoctorJson
{
    public static void Write(Examination seen, TextWriter output)
    {
        Line(new LibraryLine("library", seen.Program, seen.Library));
        foreach (var one in seen.Interfaces) Line(new InterfaceLine("interface", one.Name, [.. one.Addresses.Select(address => $"{address}")], one.Multicast));
        foreach (var one in seen.Network.Participants) Line(new ParticipantLine("participant", $"{one.Guid}", one.Name, one.Host, one.Process, one.ProcessId));
        foreach (var one in seen.Network.Endpoints) Line(Of(one));
        foreach (var one in seen.Findings) Line(Of(one));
        Line(new VerdictLine("verdict", seen.Options.Domain, seen.Network.Participants.Count, seen.Network.Endpoints.Count, seen.Network.Analysis.Matches, seen.Problems, seen.Network.Analysis.SkippedPairs));

        void Line<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line, typeof(T), DoctorJsonContext.Default));
    }

    private static EndpointLine Of(EndpointInfo one) => new("endpoint", one.Kind == EndpointKind.Writer ? "writer" : "reader", $"{one.Participant}", one.TopicName, one.TypeName,
        $"{one.Qos.Reliability}", $"{one.Qos.Durability}", $"{one.Qos.History}", $"{one.Qos.Liveliness}", one.Qos.LivelinessLease?.TotalSeconds, one.Qos.Deadline?.TotalSeconds,
        $"{one.Qos.Ownership}", [.. one.Qos.Partitions], [.. one.Representations.Select(representation => $"{representation}")]);

    private static FindingLine Of(Finding one) => new("finding", one.About, one.IsProblem, one.What, one.Remedy,
        one.Mismatch?.Topic, one.Mismatch?.Writers, one.Mismatch?.Readers, one.Mismatch?.Obstacle.Policy, one.Mismatch?.Obstacle.Offered, one.Mismatch?.Obstacle.Requested);
}

internal sealed record LibraryLine(string Event, string Program, string Library);

internal sealed record InterfaceLine(string Event, string Name, string[] Addresses, string Multicast);

internal sealed record ParticipantLine(string Event, string Guid, string Name, string? Host, string? Process, int? ProcessId);

internal sealed record EndpointLine(
    string Event, string Kind, string Participant, string Topic, string Type, string Reliability, string Durability, string History, string Liveliness,
    double? LivelinessLease, double? Deadline, string Ownership, string[] Partitions, string[] Representations);

internal sealed record FindingLine(
    string Event, string About, bool Problem, string What, string Remedy, string? Topic, string[]? Writers, string[]? Readers, string? Policy, string? Offered, string? Requested);

internal sealed record VerdictLine(string Event, int Domain, int Participants, int Endpoints, int Matches, int Problems, long SkippedPairs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LibraryLine))]
[JsonSerializable(typeof(InterfaceLine))]
[JsonSerializable(typeof(ParticipantLine))]
[JsonSerializable(typeof(EndpointLine))]
[JsonSerializable(typeof(FindingLine))]
[JsonSerializable(typeof(VerdictLine))]
internal sealed partial class DoctorJsonContext : JsonSerializerContext;
