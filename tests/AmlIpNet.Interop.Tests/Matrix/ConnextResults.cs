using System.Globalization;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>
/// What the last run with RTI's connector gave. That run is made on purpose and seldom, so its results are kept in a file, and the page is written from
/// it by every run. Without the file nothing was run.
/// </summary>
internal static class ConnextResults
{
    public const string NotRun = "not run";
    private const string Package = "rticonnextdds-connector 1.5.0";

    private static readonly string s_file = Path.Combine(PeerProgram.Root, "tests", "peers", "rti", "results.tsv");

    /// <summary>When, and with what, it was run; null: it was not.</summary>
    public static string? Run => Lines().FirstOrDefault();

    /// <summary>The result of a scenario.</summary>
    public static string Of(Scenario scenario) =>
        scenario.IsModel ? "cannot: IDL cannot say its types"
        : Scenario.BeyondConnext.Contains(scenario) ? "not tried: its JSON is too slow"
        : Lines().Select(line => line.Split('\t')).FirstOrDefault(row => row is [var name, var direction, _] && name == scenario.Name && direction == scenario.Direction) is [_, _, var result] ? result
        : NotRun;

    /// <summary>Keeps the results of a run.</summary>
    public static void Write(Func<Scenario, bool> passed) => File.WriteAllLines(s_file,
    [
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Package}"),
        .. Scenario.OfConnext.Select(one => $"{one.Name}\t{one.Direction}\t{(passed(one) ? InteropPage.Passed : InteropPage.NotPassed)}"),
    ]);

    private static string[] Lines() => File.Exists(s_file) ? File.ReadAllLines(s_file) : [];
}
