global using AmlIpNet.TestKit;

// Each test has half a dozen processes: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
