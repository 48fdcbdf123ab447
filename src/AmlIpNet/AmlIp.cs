using AmlIpNet.CycloneDds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Creates nodes on the default DDS engine, Cyclone DDS. <c>AmlIp.CreateMainNode("trainer")</c> joins AML-IP's domain 166 on this
/// machine's network; <see cref="NetworkOptions.Loopback"/> stays on this machine.
/// </summary>
public static class AmlIp
{
    private static readonly CycloneEngine s_engine = new();

    /// <summary>Creates a Main node, which gets jobs solved.</summary>
    /// <inheritdoc cref="MainNode.Create" path="/exception"/>
    public static MainNode CreateMainNode(string name, NetworkOptions? network = null) =>
        CreateMainNode(new MainNodeOptions { Name = name, Network = network ?? new() });

    /// <summary>Creates a Main node with all of its options.</summary>
    /// <inheritdoc cref="MainNode.Create" path="/exception"/>
    public static MainNode CreateMainNode(MainNodeOptions options, ILoggerFactory? loggers = null) =>
        MainNode.Create(s_engine, options, loggers);

    /// <summary>Creates a Computing node, which solves jobs.</summary>
    /// <inheritdoc cref="ComputingNode.Create" path="/exception"/>
    public static ComputingNode CreateComputingNode(string name, NetworkOptions? network = null) =>
        CreateComputingNode(new ComputingNodeOptions { Name = name, Network = network ?? new() });

    /// <summary>Creates a Computing node with all of its options.</summary>
    /// <inheritdoc cref="ComputingNode.Create" path="/exception"/>
    public static ComputingNode CreateComputingNode(ComputingNodeOptions options, ILoggerFactory? loggers = null) =>
        ComputingNode.Create(s_engine, options, loggers);

    /// <summary>Creates a Status node, which watches all nodes.</summary>
    /// <inheritdoc cref="StatusNode.Create" path="/exception"/>
    public static StatusNode CreateStatusNode(string name, NetworkOptions? network = null) =>
        CreateStatusNode(new StatusNodeOptions { Name = name, Network = network ?? new() });

    /// <summary>Creates a Status node with all of its options.</summary>
    /// <inheritdoc cref="StatusNode.Create" path="/exception"/>
    public static StatusNode CreateStatusNode(StatusNodeOptions options, ILoggerFactory? loggers = null) =>
        StatusNode.Create(s_engine, options, loggers);

    /// <summary>Creates a model sender, which offers models.</summary>
    /// <inheritdoc cref="ModelSenderNode.Create" path="/exception"/>
    public static ModelSenderNode CreateModelSenderNode(string name, NetworkOptions? network = null) =>
        CreateModelSenderNode(new ModelSenderNodeOptions { Name = name, Network = network ?? new() });

    /// <summary>Creates a model sender with all of its options.</summary>
    /// <inheritdoc cref="ModelSenderNode.Create" path="/exception"/>
    public static ModelSenderNode CreateModelSenderNode(ModelSenderNodeOptions options, ILoggerFactory? loggers = null) =>
        ModelSenderNode.Create(s_engine, options, loggers);

    /// <summary>Creates a model receiver, which hears of models and asks for them.</summary>
    /// <inheritdoc cref="ModelReceiverNode.Create" path="/exception"/>
    public static ModelReceiverNode CreateModelReceiverNode(string name, NetworkOptions? network = null) =>
        CreateModelReceiverNode(new ModelReceiverNodeOptions { Name = name, Network = network ?? new() });

    /// <summary>Creates a model receiver with all of its options.</summary>
    /// <inheritdoc cref="ModelReceiverNode.Create" path="/exception"/>
    public static ModelReceiverNode CreateModelReceiverNode(ModelReceiverNodeOptions options, ILoggerFactory? loggers = null) =>
        ModelReceiverNode.Create(s_engine, options, loggers);
}
