#:project ../../src/AmlIpNet
#:property PublishAot=false

// Sends a text as a job and writes the solution. The arguments are the text and the DDS domain.
using AmlIpNet;

var network = NetworkOptions.Loopback with { Domain = args is [_, var domain] ? int.Parse(domain) : 166 };
await using var main = AmlIp.CreateMainNode("asker", network);
string solution = main.RequestJobSolution(args is [var text, ..] ? text : "hello", out var solvedBy, out ulong task, TimeSpan.FromSeconds(30));
Console.WriteLine($"{solution} (task {task}, by {solvedBy})");
