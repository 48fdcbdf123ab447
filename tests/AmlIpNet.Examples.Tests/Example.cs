using System.Globalization;
using AmlIpNet.TestKit;

// They wait for processes most of the time.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace AmlIpNet.Examples.Tests;

/// <summary>Runs the examples as their readers do, but on a domain of the test's own.</summary>
internal static class Example
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // .../tests/AmlIpNet.Examples.Tests/bin/<configuration>/net10.0
    private static readonly string s_own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
    private static readonly string s_configuration = Path.GetFileName(Path.GetDirectoryName(s_own))!;
    private static readonly string s_examples = Path.GetFullPath(Path.Combine(s_own, "..", "..", "..", "..", "..", "examples"));

    public static ChildProcess Start(string name, TestDomain domain, params string[] arguments)
    {
        string program = Path.Combine(s_examples, name, "bin", s_configuration, "net10.0", $"{name}.dll");
        if (!File.Exists(program)) throw new FileNotFoundException($"The example {name} has not been built in {s_configuration}: build the solution.", program);
        return ChildProcess.StartDotnet(program, arguments,
            [new("AmlIp__Network__Domain", domain.Id.ToString(CultureInfo.InvariantCulture)), new("AmlIp__Network__Lease", "00:00:05")]);
    }

    public static Task<string> LineAsync(ChildProcess process, string part) =>
        process.WaitForLineAsync(line => line.Contains(part, StringComparison.Ordinal), $"a line with '{part}'", Patience);
}
