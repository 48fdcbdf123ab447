using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Net.NetworkInformation;
using AmlIpNet.Cli.Running;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Cli.Commands;

/// <summary>The options that every command with a node has: its name, its domain, how to reach others, and the log.</summary>
internal sealed class NodeArguments
{
    private const string LogOption = "--log";

    private readonly Option<int> _domain = Options.Integer("--domain", 0, NetworkOptions.MaxDomain, 166, "The DDS domain");
    private readonly Option<string> _name;
    private readonly Option<string?> _interface = Options.Text<string?>("--interface", "IF", "The network interface, such as eth0 or 192.0.2.7");
    private readonly Option<string?> _multicast = Options.Text<string?>("--multicast", "on|off", "Whether to look for nodes by multicast; off needs a --peer");
    private readonly Option<string[]> _peers = Options.Text<string[]>("--peer", "ADDRESS", "A host to look for nodes on, besides multicast; may be repeated");
    private readonly Option<bool> _loopback = new("--loopback") { Description = "Stay on this machine: interface lo, no multicast" };
    private readonly Option<string?> _qos = Options.Text<string?>("--qos", "FILE", "A DDS-XML file; its QoS profiles replace the shipped ones of the same name");
    private readonly Option<string?> _profile = Options.Text<string?>("--qos-profile", "PROFILE", "What to do about loss: default, low_latency (with --loopback the default), lossy_network, or a profile of the --qos file");
    private readonly Option<TimeSpan?> _lease = Options.Seconds("--lease", "How long this node may be silent before the others count it as lost; by default 1");
    private readonly Option<int> _maxPayload = Options.Integer("--max-payload", 1, 2_047, 256, "The largest job or solution in MiB");
    private readonly Option<string?> _record = Options.Text<string?>("--record", "FILE", "Write the flight recording to this file when leaving, and at each SIGUSR1, for `amlip replay`");
    private readonly Option<string> _log = new(LogOption) { Description = "What to log on standard error", HelpName = "LEVEL", DefaultValueFactory = _ => "warning" };

    public NodeArguments(Command command, string defaultName, bool records = false)
    {
        _name = new Option<string>("--name")
        {
            Description = $"The node's name, 1 to {NodeId.MaxNameBytes} bytes",
            HelpName = "NAME",
            DefaultValueFactory = _ => defaultName,
        };
        _interface.CompletionSources.Add(_ => NetworkInterface.GetAllNetworkInterfaces().Select(one => new CompletionItem(one.Name)));
        _multicast.AcceptOnlyFromAmong("on", "off");
        _log.AcceptOnlyFromAmong("trace", "debug", "info", "warning", "error", "none");
        if (records) command.Options.Add(_record);
        foreach (var option in new Option[] { _domain, _name, _interface, _multicast, _peers, _loopback, _qos, _profile, _lease, _maxPayload, _log }) command.Options.Add(option);
    }

    public string Name(ParseResult parse) => parse.GetValue(_name)!;

    /// <summary>Whether the user said how to reach others.</summary>
    public bool NamesNetwork(ParseResult parse) => WithoutLoopback(parse).Any() || parse.GetValue(_loopback);

    /// <exception cref="AmlIpException">An option cannot work, or two contradict each other.</exception>
    public NetworkOptions Network(ParseResult parse, bool loopback = false)
    {
        if (parse.GetValue(_loopback) && WithoutLoopback(parse).FirstOrDefault() is { } contradicted)
            throw new BadInputException($"The options --loopback and {contradicted} contradict each other: leave one of them out.");

        var network = loopback || parse.GetValue(_loopback)
            ? NetworkOptions.Loopback
            : new NetworkOptions
            {
                Interface = parse.GetValue(_interface),
                Multicast = parse.GetValue(_multicast) != "off",
                Peers = [.. parse.GetValue(_peers) ?? []],
            };
        var qos = parse.GetValue(_qos);
        if (qos is not null && !File.Exists(qos)) throw new BadInputException($"The QoS file {qos} is missing: give --qos the path of a DDS-XML file.");
        return (network with
        {
            QosProfile = parse.GetValue(_profile) ?? network.QosProfile,
            Domain = parse.GetValue(_domain),
            QosFile = qos,
            Lease = parse.GetValue(_lease) ?? new NetworkOptions().Lease,
            MaxPayloadBytes = (int)Math.Min((long)parse.GetValue(_maxPayload) << 20, 2_147_000_000),
        }).Validate();
    }

    /// <summary>Saves the node's flight recording when disposed, and at each SIGUSR1; does nothing without <c>--record</c>. Dispose it before the node.</summary>
    public IAsyncDisposable? Recording(ParseResult parse, Func<ValueTask<byte[]?>> recording) =>
        parse.GetValue(_record) is { } path ? new RecordingSaver(path, recording) : null;

    public ILoggerFactory Loggers(ParseResult parse) => StderrLogging.CreateFactory(LogLevelOf(parse));

    /// <summary>What any command's <c>--log</c> says; the default for commands without it.</summary>
    public static LogLevel LogLevelOf(ParseResult parse) => (parse.GetResult(LogOption) is null ? null : parse.GetValue<string>(LogOption)) switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "error" => LogLevel.Error,
        "none" => LogLevel.None,
        _ => LogLevel.Warning,
    };

    /// <summary>The arguments that make another <c>amlip</c> process use the same network and log.</summary>
    public ImmutableArray<string> ForChild(ParseResult parse, NetworkOptions network)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.AddRange("--domain", network.Domain.ToString(), "--max-payload", parse.GetValue(_maxPayload).ToString(), "--log", parse.GetValue(_log)!);
        if (parse.GetValue(_lease) is { } lease) arguments.AddRange("--lease", lease.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        if (network.QosFile is not null) arguments.AddRange("--qos", Path.GetFullPath(network.QosFile));
        if (parse.GetValue(_profile) is { } profile) arguments.AddRange("--qos-profile", profile);
        if (!NamesNetwork(parse) || parse.GetValue(_loopback)) arguments.Add("--loopback");
        else
        {
            if (network.Interface is not null) arguments.AddRange("--interface", network.Interface);
            arguments.AddRange("--multicast", network.Multicast ? "on" : "off");
            foreach (var peer in network.Peers) arguments.AddRange("--peer", peer);
        }

        return arguments.ToImmutable();
    }

    private IEnumerable<string> WithoutLoopback(ParseResult parse)
    {
        if (parse.GetValue(_interface) is not null) yield return "--interface";
        if (parse.GetValue(_multicast) is not null) yield return "--multicast";
        if (parse.GetValue(_peers) is { Length: > 0 }) yield return "--peer";
    }
}
