#:project ../../src/AmlIpNet
#:property PublishAot=false

// Writes a line for every node and every change, until Ctrl-C. The argument is the DDS domain.
using AmlIpNet;

var network = NetworkOptions.Loopback with { Domain = args is [var domain] ? int.Parse(domain) : 166 };
var monitor = AmlIp.CreateStatusNode("monitor", network);
monitor.Watch(node => Console.WriteLine($"{node.Id} {node.Kind} {node.State}{(node.IsLost ? " (lost)" : "")}"));
