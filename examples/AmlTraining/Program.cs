// A Main node that has four parts of a data-set learnt by Computing nodes, and merges what they found. The Computing nodes are this
// program as well: AmlTraining compute. The last argument is the DDS domain.
using AmlIpNet;
using AmlIpNet.Aml;

var network = NetworkOptions.Loopback with { Domain = args is [.., var last] && int.TryParse(last, out var domain) ? domain : 166 };
if (args is ["compute", ..])
{
    await using var worker = AmlIp.CreateComputingNode("worker", network);
    Console.WriteLine($"{worker.Id} learns. Ctrl-C ends.");
    await worker.RunAsync((job, stop) => ValueTask.FromResult(Solution.FromMemory(
        TrainingSolutionCodec.Encode(Trainer.Train(TrainingJobCodec.Decode(job.Payload.Span), cancellationToken: stop)))));
    return;
}

// The data: does an image of 4 × 4 pixels, half of them black by chance, hold a complete column? 4 parts of 20 batches of 100 images.
var bars = new Bars(side: 4);
var random = new SplitMix64(seed: 1);
DataSet[][] parts = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 20).Select(_ => bars.Batch(50, 50, random)).ToArray())];

await using var main = AmlIp.CreateMainNode("trainer", network);
TrainingSolution[] solved = await Task.WhenAll(parts.Select(async (batches, part) =>
{
    var job = new TrainingJob(new ModelState { ConstantCount = bars.ConstantCount }, batches, Seed: (ulong)part);
    var solution = await main.RequestJobSolutionAsync(Job.FromMemory(TrainingJobCodec.Encode(job)));
    Console.WriteLine($"part {part + 1} was learnt by {solution.SolvedBy}");
    return TrainingSolutionCodec.Decode(solution.Payload.Span);
}));

// One part alone is judged without the atoms of its last batch: no data has tested them. The filter does, with that of the other parts.
var alone = solved[0].NewAtoms.Where(atom => atom < solved[0].SettledAtoms);
Atomization[] found = [.. solved.Select(solution => solution.NewAtoms)];
var filter = new ConsistencyFilter(parts.SelectMany(batches => batches));
var test = Enumerable.Range(0, 2_000).Select(i => bars.Image(hasColumn: i % 2 == 0, random)).ToList();
foreach (var (name, atoms) in new[] { ("one part alone", alone), ("raw union", Merge.Raw(found)), ("filtered merge", Merge.Filtered(found, filter)) })
{
    // An image holds a column if no atom misses it.
    var misses = new MissCounter([bars.Class], test);
    misses.Add(atoms);
    var errors = Enumerable.Range(0, test.Count).Count(i => (misses.Misses(i, 0) == 0) != (i % 2 == 0));
    Console.WriteLine($"{name}: {atoms.Count} atoms, wrong for {100.0 * errors / test.Count:0.0} % of new images");
}
