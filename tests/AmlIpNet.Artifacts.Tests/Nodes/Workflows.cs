using Google.Protobuf.WellKnownTypes;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Artifacts of tests, of the operations that <see cref="Lab"/> knows.</summary>
internal static class Workflows
{
    public static Operation Call(string name, params (string Name, Value Value)[] parameters)
    {
        var operation = new Operation { Name = name };
        if (parameters.Length > 0) operation.Parameters = new Struct();
        foreach (var (key, value) in parameters) operation.Parameters.Fields[key] = value;
        return operation;
    }

    public static Operation Read()
    {
        var read = Call("read");
        read.Load["data"] = "numbers";
        read.Load["numbers"] = "numbers";
        return read;
    }

    public static Step Step(Kind kind, string name, params Operation[] operations)
    {
        var step = new Step { Kind = kind, Name = name };
        step.Operations.AddRange(operations);
        return step;
    }

    public static Artifact Of(params Step[] steps)
    {
        var artifact = new Artifact { Project = "tests", Seed = 7 };
        artifact.Steps.AddRange(steps);
        return artifact;
    }

    /// <summary>A number from the scheduler to all workers, each adds its own, the scheduler adds these up.</summary>
    public static Artifact Sum(double from = 0, string work = "add") => Of(
        Step(Kind.Initialize, "begin", Call("start", ("from", Value.ForNumber(from)))),
        Step(Kind.Parallel, "sums", Read(), Call(work)),
        Step(Kind.Finalize, "end", Call("total")));
}
