using AmlIpNet.Artifacts;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary>A fleet with jobs that write down that they run, and end when the test lets them.</summary>
internal sealed class SlowFleet : IAsyncDisposable
{
    public Fleet Fleet { get; } = new();

    /// <summary>The operation, for workers.</summary>
    public string[] Operation => ["--exec", $"slow=echo $AMLIP_INDEX >> {Started("$AMLIP_ARTIFACT")}; while ! test -f {Go("$AMLIP_ARTIFACT")}; do sleep 0.05; done; wc -l < \"$AMLIP_LOAD_data\""];

    /// <summary>An artifact with such a job on each worker.</summary>
    public static Artifact Read(string kind) => ArtifactText.Read($$"""
        project: slow
        steps:
          - name: slow
            kind: {{kind}}
            operations:
              - name: slow
                load: { data: measurements }
          - name: all
            kind: finalize
            operations:
              - name: list
        """);

    /// <summary>The indices of the jobs of an artifact that have started, each as often as it did.</summary>
    public string[] StartsOf(string artifact) => File.Exists(Started(artifact)) ? File.ReadAllLines(Started(artifact)) : [];

    public Task StartedAsync(string artifact, int jobs) => Wait.Until(() => StartsOf(artifact).Length >= jobs, $"{jobs} jobs of {artifact} that have started", Fleet.Patience, Fleet.Errors);

    /// <summary>Lets the jobs of an artifact end.</summary>
    public void LetGo(string artifact) => File.WriteAllText(Go(artifact), "");

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    private string Started(string artifact) => Fleet.PathOf($"started-{artifact}");

    private string Go(string artifact) => Fleet.PathOf($"go-{artifact}");
}
