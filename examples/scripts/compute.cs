#:project ../../src/AmlIpNet
#:property PublishAot=false

// Solves each job by shouting it back, until Ctrl-C. The argument is the DDS domain.
using AmlIpNet;

var network = NetworkOptions.Loopback with { Domain = args is [var domain] ? int.Parse(domain) : 166 };
var worker = AmlIp.CreateComputingNode("shouter", network);
Console.WriteLine($"{worker.Id} takes jobs. Ctrl-C ends it.");
worker.ProcessJobs(text => text.ToUpperInvariant());
