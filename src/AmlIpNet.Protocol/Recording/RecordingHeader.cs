using System.Text.Json;

namespace AmlIpNet.Protocol;

/// <summary>The machine of a recording.</summary>
public enum RecordedMachine : byte
{
    /// <summary>A <see cref="JobClient"/>.</summary>
    Client = 0,

    /// <summary>A <see cref="JobServer"/>.</summary>
    Server = 1,
}

/// <summary>Whose machine was recorded, and what a replay needs besides its state.</summary>
/// <param name="Machine">Which machine.</param>
/// <param name="Node">The node's id.</param>
/// <param name="Options">The machine's options as JSON.</param>
/// <param name="Strategy">Of a client: the name of its strategy.</param>
public sealed record RecordingHeader(RecordedMachine Machine, NodeId Node, string Options, string? Strategy = null)
{
    private const string OwnStrategy = "own";

    private static readonly Dictionary<string, IAssignmentStrategy> s_strategies = new()
    {
        ["least loaded"] = AssignmentStrategies.LeastLoaded,
        ["first free"] = AssignmentStrategies.FirstFree,
        ["round robin"] = AssignmentStrategies.RoundRobin,
    };

    /// <summary>Of a client.</summary>
    /// <param name="id">The client's id.</param>
    /// <param name="options">What the machine was made with.</param>
    /// <param name="strategy">What the machine was made with. A strategy of the user's own can be recorded, but not replayed.</param>
    public static RecordingHeader ForClient(NodeId id, JobClientOptions? options = null, IAssignmentStrategy? strategy = null) => new(
        RecordedMachine.Client, id, JsonSerializer.Serialize(options ?? new()),
        s_strategies.FirstOrDefault(known => known.Value == (strategy ?? AssignmentStrategies.LeastLoaded)).Key ?? OwnStrategy);

    /// <summary>Of a server.</summary>
    /// <param name="id">The server's id.</param>
    /// <param name="options">What the machine was made with.</param>
    public static RecordingHeader ForServer(NodeId id, JobServerOptions? options = null) =>
        new(RecordedMachine.Server, id, JsonSerializer.Serialize(options ?? new()));

    internal JobClientOptions ClientOptions => Parse<JobClientOptions>();

    internal JobServerOptions ServerOptions => Parse<JobServerOptions>();

    /// <exception cref="RecordingException">It is not one that comes along.</exception>
    internal IAssignmentStrategy FindStrategy() => s_strategies.TryGetValue(Strategy ?? "", out var strategy)
        ? strategy
        : throw new RecordingException($"The client {Node} chose its servers by a strategy of its own ('{Strategy}'), which is not in the recording: it cannot be replayed here.");

    private T Parse<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Options) ?? throw new FormatException("There are no options.");
        }
        catch (JsonException error)
        {
            throw new FormatException("The options are no JSON of this version's.", error);
        }
    }
}
