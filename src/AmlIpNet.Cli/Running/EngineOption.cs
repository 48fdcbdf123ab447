using System.CommandLine;
using AmlIpNet.Cli.Commands;
using AmlIpNet.Dds;

namespace AmlIpNet.Cli.Running;

/// <summary>The DDS engine of a command that meets other processes.</summary>
internal sealed class EngineOption
{
    private readonly Option<string> _option = Options.Text<string>("--engine", "ENGINE", "The DDS engine: cyclone, or connext where this program was built with RTI's package");

    public EngineOption(Command command)
    {
        _option.DefaultValueFactory = _ => DdsEngines.Cyclone;
        _option.AcceptOnlyFromAmong(DdsEngines.Cyclone, DdsEngines.Connext);
        command.Options.Add(_option);
    }

    public IDdsEngine Create(ParseResult parse) => DdsEngines.Create(parse.GetValue(_option)!);

    /// <summary>Whether the engine can carry the jobs of AML-IP's own nodes.</summary>
    public bool CarriesAuctions(ParseResult parse) => parse.GetValue(_option) != DdsEngines.Connext;
}
