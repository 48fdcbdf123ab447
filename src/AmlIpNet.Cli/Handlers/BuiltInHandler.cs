using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Softmax;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Handlers;

/// <summary>Handlers that come with the command line.</summary>
internal static class BuiltInHandler
{
    public static string[] Names { get; } = ["echo", "aml", "softmax"];

    public static JobHandler Get(string name) => name switch
    {
        "echo" => (job, _) => ValueTask.FromResult(Solution.FromMemory(job.Payload)),
        "aml" => (job, cancellationToken) => ValueTask.FromResult(Solution.FromMemory(AmlWorker.Solve(job.Payload.Span, cancellationToken))),
        "softmax" => (job, cancellationToken) => ValueTask.FromResult(Solution.FromMemory(SoftmaxWorker.Solve(job.Payload.Span, cancellationToken))),
        _ => throw new BadInputException($"There is no handler '{name}': use {string.Join(" or ", Names)}."),
    };
}
