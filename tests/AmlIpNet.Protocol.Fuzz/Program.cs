using System.CommandLine;
using AmlIpNet.Protocol.Fuzz;

var inputs = new Option<long>("--inputs") { Description = "How many inputs to try.", DefaultValueFactory = _ => 10_000_000 };
var seed = new Option<ulong>("--seed") { Description = "Repeats a run. Without it every run has a seed of its own.", DefaultValueFactory = _ => (ulong)Random.Shared.NextInt64() };
var root = new RootCommand("Feeds all codecs of the wire protocols and of the learner's forms with mutated inputs.") { inputs, seed };
root.SetAction(arguments =>
{
    long count = arguments.GetValue(inputs);
    if (count < 1)
    {
        Console.Error.WriteLine($"--inputs is {count}: give a number of at least 1.");
        return 2;
    }

    ulong chosen = arguments.GetValue(seed);
    Console.WriteLine($"seed={chosen}");
    var report = new Fuzzer([.. FuzzTargets.All, .. FormTargets.All], chosen).Run(count, Console.WriteLine);
    foreach (string failure in report.Failures) Console.Error.WriteLine(failure);
    foreach (var tally in report.Tallies) Console.WriteLine($"{tally.Name,-32} accepted={tally.Accepted} rejected={tally.Rejected} max_allocation={tally.MaxAllocation}");
    Console.WriteLine(report);
    return report.Crashes == 0 ? 0 : 1;
});

var parsed = root.Parse(args);
int code = parsed.Invoke();
return parsed.Errors.Count > 0 ? 2 : code;
