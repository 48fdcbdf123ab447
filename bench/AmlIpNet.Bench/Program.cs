using AmlIpNet.Bench;

return args switch
{
    ["roundtrip", ..] => await RoundTrip.RunAsync(),
    ["dds", ..] => await DdsRoundTrip.RunAsync(),
    ["echo", string run] => await DdsRoundTrip.EchoAsync(run),
    ["throughput", ..] => await Throughput.RunAsync(),
    ["memory", ..] => await JobMemory.RunAsync(),
    ["worker", string domain, string name, string slots, string work] => await Worker.RunAsync(domain, name, slots, work),
    _ => Help(),
};

static int Help()
{
    Console.Error.WriteLine(
        """
        Benchmarks, on this machine only (loopback), in processes of their own. Compare only what stands in one run's output.

          roundtrip    one job after the other, 64 B to 16 MiB, beside `ddsperf ping` of the same size
          dds          one sample after the other without jobs, 64 B to 16 MiB, beside `ddsperf ping` of the same size
          throughput   many jobs at a time with 1, 2, 4 and 8 Computing nodes, with and without 10 ms of work
          memory       resident memory of both sides over 100,000 small jobs and 1,500 jobs of 1 MiB
        """);
    return 2;
}
