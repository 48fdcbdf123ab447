namespace AmlIpNet.Protocol;

/// <summary>A TASK_TARGET that a <see cref="Healer"/> wants to be published for a client that is gone.</summary>
/// <param name="Key">Whose task.</param>
/// <param name="Server">The server that the client chose, when its own target is repeated; undefined to close a request that it left open.</param>
public readonly record struct HealerTarget(TaskKey Key, NodeId Server = default);
