namespace AmlIpNet.Cli.Rendering;

/// <summary>How kinds and states are written; values that this version does not know are shown as numbers.</summary>
internal static class Names
{
    public static string Of(NodeKind kind) => Enum.IsDefined(kind) ? kind.ToString().ToLowerInvariant() : ((uint)kind).ToString();

    public static string Of(NodeState state) => Enum.IsDefined(state) ? state.ToString().ToLowerInvariant() : ((uint)state).ToString();
}
