using System.CommandLine;
using AmlIpNet.Cli.Doctor;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip doctor</c>: why nodes do not see each other.</summary>
internal static class DoctorCommand
{
    private const string Description = """
        Find out why nodes do not see each other. It looks at the DDS library, the interfaces and multicast, joins the domain
        for --wait seconds, and tells who is there (of any vendor) and, for each writer and reader of one topic that do not
        match, the reason: offered against requested QoS, type name, data representation or partition. Programs of this
        machine in other domains, or on an interface that cannot be heard, are told by their ports. Each problem comes with its remedy.

        --json writes an object for each thing seen on a line of its own, the verdict on the last:
        {"event":"verdict","domain":166,"participants":3,"endpoints":41,"matches":29,"problems":0,"skipped_pairs":0}
        Exit code 1: there is a problem.

        Example: amlip doctor --domain 166 --wait 5
        """;

    public static Command Create()
    {
        var command = new Command("doctor", Description);
        var wait = Options.Seconds("--wait", "How long to look for others; by default 3");
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        command.Options.Add(wait);
        command.Options.Add(json);
        var node = new NodeArguments(command, "doctor");
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var loggers = node.Loggers(parse);
            var seen = await Examination.RunAsync(node.Name(parse), node.Network(parse), parse.GetValue(wait) ?? TimeSpan.FromSeconds(3), loggers, cancellationToken);
            if (parse.GetValue(json)) DoctorJson.Write(seen, StandardOutput.Lines);
            else DoctorView.Write(seen, Terminal.Console);
            return seen.Problems == 0 ? ExitCode.Ok : ExitCode.JobFailed;
        });
        return command;
    }
}
