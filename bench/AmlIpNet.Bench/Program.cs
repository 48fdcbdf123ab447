using AmlIpNet.Bench;
using AmlIpNet.Bench.Learning;
using AmlIpNet.Bench.Loss;
using AmlIpNet.Bench.Space;
using AmlIpNet.Bench.Workflows;
using BenchmarkDotNet.Running;

return args switch
{
    ["roundtrip"] => await RoundTrip.RunAsync(["native", "auction"]),
    ["roundtrip", "native" or "auction"] => await RoundTrip.RunAsync(args[1..]),
    ["dds", ..] => await DdsRoundTrip.RunAsync(),
    ["echo", string run] => await DdsRoundTrip.EchoAsync(run),
    ["throughput", ..] => await Throughput.RunAsync(),
    ["dispatch", .. var orders] => Dispatch.Run(orders),
    ["memory", ..] => await JobMemory.RunAsync(),
    ["aml-bars", ..] => BarsFigures.Run(),
    ["aml-digits", .. var options] => DigitsFigures.Run(options),
    ["aml-steps", ..] => StepTimes.Run(),
    ["aml-loops", .. var options] => Loops(options),
    ["artifact", ..] => await ArtifactFigures.RunAsync(),
    ["artifact-node", string kind, string name, string folder] => await ArtifactNode.RunAsync(kind, name, folder),
    ["messages", ..] => await Messages.RunAsync(),
    ["detection", .. var arguments] => await Detection.RunAsync(arguments),
    ["loss", .. var arguments] => await LossTable.RunAsync(arguments),
    ["loss-peer", string profile, string permille, .. var file] => await LossPeer.RunAsync(profile, permille, file.FirstOrDefault()),
    ["recovery", .. var arguments] => await Recovery.RunAsync(arguments),
    ["gather", .. var arguments] => await GatherCost.RunAsync(arguments),
    ["space", "worker" or "center", string domain, string name] => await SpaceNode.RunAsync(args[1], domain, name),
    ["burn"] => await Detection.BurnAsync(),
    ["gate", string domain, string name] => await GateWorker.RunAsync(domain, name),
    ["worker", string domain, string name, string slots, string work, string plane] => await Worker.RunAsync(domain, name, slots, work, plane),
    _ => Help(),
};

static int Loops(string[] options)
{
    BenchmarkSwitcher.FromTypes([typeof(HotLoops)]).Run(options.Length == 0 ? ["--filter", "*"] : options, HotLoops.InThisProcess);
    return 0;
}

static int Help()
{
    Console.Error.WriteLine(
        """
        Benchmarks, on this machine only (loopback), in processes of their own. Compare only what stands in one run's output.

          roundtrip [native|auction]
                       one job after the other, 64 B to 16 MiB, on the native plane and by auction, beside `ddsperf ping` of the same size
          dds          one sample after the other without jobs, 64 B to 16 MiB, beside `ddsperf ping` of the same size
          throughput   many jobs at a time with 1, 2, 4 and 8 Computing nodes, with and without 10 ms of work
          messages     DDS samples per short job, by auction and natively, with 1, 8 and 64 Computing nodes
          dispatch [SERVERS...]
                       what it costs a Main node to say which job goes where: plans of 10, 30 and 100 servers, all jobs at once, without a network
          detection [TIMES [SECONDS]]
                       time until a killed or frozen Computing node is suspected, lost, dropped, and its job solved by another one; false
                       suspicions with two busy threads a core
          loss [TIMES [--qos FILE] [PROFILE...]]
                       the QoS profiles of participants while 0, 1 and 5 % of the datagrams get lost: small and large samples, and jobs. "By packets": packets of
                       1,500 bytes get lost, and with each the whole datagram
          gather [ROUNDS]
                       data space: scatter, gather, get and compute with values of 1 KiB, 64 KiB and 1 MiB, beside Dask distributed doing the same
          recovery [TIMES]
                       data space: what is lost, and how long it takes, when workers and Centers are killed
          artifact     time per step of workflows, a scheduler and three workers, beside the same work in plain sequential code
          memory       resident memory of both sides over 100,000 small jobs and 1,500 jobs of 1 MiB
          aml-bars     the learner and the merge on bars 4 x 4, five seeds (a minute)
          aml-digits [--split 1] [--seed 1] [--batches 60] [--feedback 2] [--largest 1000] [--pixels] [--even]
                       four workers on the digits, merged; --feedback 0: each alone
          aml-steps    what the steps of learning a batch of digits cost
          aml-loops    the learner's hot loops with BenchmarkDotNet (time and allocation)
        """);
    return 2;
}
