using AmlIpNet.Cli.Doctor;
using AmlIpNet.Dds;
using Spectre.Console;

namespace AmlIpNet.Cli.Rendering;

/// <summary>What the doctor saw, for people.</summary>
internal static class DoctorView
{
    /// <summary>Topics that are shown; a network has three for each node, and JSON has them all.</summary>
    private const int MaxTopics = 30;

    public static void Write(Examination seen, IAnsiConsole console)
    {
        console.WriteLine(seen.Program);
        console.WriteLine($"Library: {seen.Library}");
        console.WriteLine($"Domain {seen.Options.Domain}, interface {seen.Options.Interface ?? "chosen by the library"}, multicast {(seen.Options.Multicast ? "on" : "off")}{(seen.Options.Peers.Length > 0 ? $", peers {string.Join(' ', seen.Options.Peers)}" : "")}");
        Section(console, "Interfaces", Interfaces(seen));
        Section(console, $"Participants: {seen.Network.Participants.Count:N0}", Participants(seen.Network));
        Section(console, $"Endpoints: {seen.Network.Endpoints.Count:N0}; {seen.Network.Analysis.Matches:N0} pairs match, {seen.Network.Analysis.Mismatches.Count:N0} do not", Topics(seen.Network, out int more));
        if (more > 0) console.WriteLine($"and {more:N0} more topics: --json shows all");
        foreach (var finding in seen.Findings.OrderByDescending(finding => finding.IsProblem)) Show(console, finding);
        console.WriteLine();
        console.Write(Verdict(seen.Problems, seen.Network.Analysis.SkippedPairs));
        console.WriteLine();
    }

    private static Text Verdict(int problems, long skipped) => (problems, skipped) switch
    {
        (0, 0) => Terminal.Text("No problem found.", new Style(Color.Green)),
        (0, _) => Terminal.Text($"No problem found in what was looked at; {skipped:N0} pairs were not.", new Style(Color.Yellow)),
        (1, _) => Terminal.Text("1 problem.", new Style(Color.Red)),
        _ => Terminal.Text($"{problems:N0} problems.", new Style(Color.Red)),
    };

    private static void Section(IAnsiConsole console, string title, Table table)
    {
        console.WriteLine();
        console.Write(Terminal.Text(title, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        if (table.Rows.Count > 0) console.Write(table);
    }

    private static Table Interfaces(Examination seen)
    {
        var table = Terminal.Table("Name", "Addresses", "Multicast");
        foreach (var one in seen.Interfaces) table.AddRow(Terminal.Text(one.Name), Terminal.Text(string.Join(' ', one.Addresses)), Terminal.Text(one.Multicast));
        return table;
    }

    private static Table Participants(NetworkView network)
    {
        var table = Terminal.Table("Name", "Host", "Process", "Writers", "Readers");
        foreach (var one in network.Participants.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            var endpoints = network.EndpointsOf(one).ToList();
            table.AddRow(Terminal.Text(one.Name.Length > 0 ? one.Name : $"{one.Guid}"), Terminal.Text(one.Host ?? ""), Terminal.Text($"{one.Process} {one.ProcessId}".Trim()),
                Terminal.Text($"{endpoints.Count(endpoint => endpoint.Kind == EndpointKind.Writer)}"), Terminal.Text($"{endpoints.Count(endpoint => endpoint.Kind == EndpointKind.Reader)}"));
        }

        return table;
    }

    private static Table Topics(NetworkView network, out int more)
    {
        var table = Terminal.Table("Topic", "Type", "Writers", "Readers", "Not matching");
        var bad = network.Analysis.Mismatches.CountBy(pair => pair.Writer.TopicName).ToDictionary();
        var topics = network.Endpoints.GroupBy(endpoint => endpoint.TopicName).OrderByDescending(topic => bad.GetValueOrDefault(topic.Key)).ThenBy(topic => topic.Key, StringComparer.Ordinal).ToList();
        foreach (var topic in topics.Take(MaxTopics))
        {
            int count = bad.GetValueOrDefault(topic.Key);
            table.AddRow(Terminal.Text(topic.Key), Terminal.Text(string.Join(' ', topic.Select(endpoint => endpoint.TypeName).Distinct())),
                Terminal.Text($"{topic.Count(endpoint => endpoint.Kind == EndpointKind.Writer)}"), Terminal.Text($"{topic.Count(endpoint => endpoint.Kind == EndpointKind.Reader)}"),
                Terminal.Text(count == 0 ? "" : $"{count:N0}", new Style(Color.Red)));
        }

        more = topics.Count - Math.Min(MaxTopics, topics.Count);
        return table;
    }

    private static void Show(IAnsiConsole console, Finding finding)
    {
        console.WriteLine();
        if (finding.Mismatch is not { } mismatch)
        {
            console.Write(Head(finding, finding.What));
            console.WriteLine();
        }
        else
        {
            console.Write(Head(finding, $"{mismatch.Topic}: {mismatch.Obstacle.Policy}"));
            console.WriteLine();
            Indented(console, $"offered    {mismatch.Obstacle.Offered}  by the writer of {Mismatch.Names(mismatch.Writers)}");
            Indented(console, $"requested  {mismatch.Obstacle.Requested}  by the reader of {Mismatch.Names(mismatch.Readers)}");
        }

        Indented(console, $"Remedy: {finding.Remedy}.");
    }

    private static void Indented(IAnsiConsole console, string text) => console.Write(new Padder(Terminal.Text(text), new Padding(2, 0, 0, 0)));

    private static Text Head(Finding finding, string text) =>
        finding.IsProblem ? Terminal.Text($"Problem ({finding.About}): {text}", new Style(Color.Red)) : Terminal.Text($"Note ({finding.About}): {text}", new Style(Color.Yellow));
}
