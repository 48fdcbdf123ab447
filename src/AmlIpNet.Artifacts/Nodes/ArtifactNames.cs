using System.Collections.Immutable;
using System.Text;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet.Artifacts;

/// <summary>The functions and keys of the data space by which the nodes of artifacts speak, and what names must be.</summary>
internal static class ArtifactNames
{
    /// <summary>A job at a worker: given a <see cref="SignedOrder"/>.</summary>
    public const string Task = "artifacts.task";

    /// <summary>Anything else that a scheduler says to a worker: given a <see cref="SignedOrder"/>.</summary>
    public const string Tell = "artifacts.tell";

    /// <summary>What a workbench wants of a scheduler: given a <see cref="ControlRequest"/>, beside it or as the needed value.</summary>
    public const string Control = "artifacts.control";

    /// <summary>What keys of answers and requests begin with; the node that reads them follows, and a number.</summary>
    public const string Letters = "artifact-letter/";

    /// <summary>What the key of a worker's description begins with; its id follows.</summary>
    public const string Worker = "artifact-worker/";

    /// <summary>What the key of a scheduler's description begins with; its worker's id follows.</summary>
    public const string Scheduler = "artifact-scheduler/";

    /// <summary>The most slots of a node; questions have slots of their own beside them.</summary>
    public const int MaxSlots = 1_000;

    /// <summary>Slots of a worker for what schedulers say, so that it is heard while jobs run.</summary>
    public const int TellSlots = 8;

    /// <summary>Slots of a scheduler for questions, so that they are answered while jobs run.</summary>
    public const int ControlSlots = 256;

    public static string Letter(NodeId reader, ulong number) => $"{Letters}{reader}/{number}";

    public static bool IsName(string? name) => !string.IsNullOrEmpty(name) && Encoding.UTF8.GetByteCount(name) <= 128 && !name.Any(char.IsControl);

    public static void CheckOperations(ImmutableDictionary<string, ArtifactOperation>? operations) => ThrowUnless(
        operations is not null && operations.All(one => one.Value is not null && IsName(one.Key)), "Operations",
        operations is null ? null : string.Join(", ", operations.Keys), "give each operation a name of 1 to 128 bytes of UTF-8 without control characters");

    public static void CheckSources(ImmutableArray<DataSource> sources)
    {
        ThrowUnless(!sources.IsDefault && sources.All(source => source is not null && IsName(source.Name)), "Sources", null, "give each source a name of 1 to 128 bytes of UTF-8 without control characters");
        foreach (var source in sources) ThrowUnless(File.Exists(source.Path), "Sources", $"'{source.Name}' of {source.Path}", "name a file that exists");
        var twice = sources.GroupBy(source => source.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        ThrowUnless(twice is null, "Sources", $"'{twice?.Key}', {twice?.Count()} times", "give each source of a node a name of its own");
    }
}
