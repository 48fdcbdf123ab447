namespace AmlIpNet.Artifacts.Tests.Model;

public sealed class ArtifactTextTests
{
    private const string Yaml = """
        # counts the rows with x > 0.5
        project: counting
        seed: 18446744073709551615
        workers:
          criteria:
            - attribute: memory
              least: 512.5
              required: true
        steps:
          - kind: parallel
            name: count
            operations:
              - name: csv.load
                load: { table: rows }
              - name: filter
                parameters:
                  column: x
                  above: 0.5
                  text: "0.5"
                  list: [1, true, null, yes]
          - kind: iterate
            rounds: 3
            steps:
              - kind: round_robin
                operations: [{ name: pass }]
            until:
              - name: enough
          - kind: finalize
            operations:
              - name: add
        """;

    [Fact]
    public void Yaml_becomes_an_artifact()
    {
        var artifact = ArtifactText.Read(Yaml);
        Assert.Equal(ulong.MaxValue, artifact.Seed);
        Assert.Equal([Step.Types.Kind.Parallel, Step.Types.Kind.Iterate, Step.Types.Kind.Finalize], artifact.Steps.Select(step => step.Kind));
        Assert.Equal("rows", artifact.Steps[0].Operations[0].Load["table"]);
        var parameters = artifact.Steps[0].Operations[1].Parameters.Fields;
        Assert.Equal(0.5, parameters["above"].NumberValue);
        Assert.Equal("0.5", parameters["text"].StringValue);
        Assert.Equal("[ 1, true, null, \"yes\" ]", parameters["list"].ToString());
        Assert.True(artifact.Workers.Criteria[0] is { HasLeast: true, Least: 512.5, HasMost: false, Required: true });
    }

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var artifact = ArtifactText.Read(Yaml);
        artifact.Project = "a: \"strange\" #text\n\u0007 – ü";
        artifact.Steps[0].Name = "null";
        artifact.Steps[2].Name = "1e3";
        artifact.Steps[2].Operations[0].Load["x"] = "- y";
        Assert.Equal(artifact, ArtifactText.Read(ArtifactText.ToJson(artifact)));
        Assert.Equal(artifact, ArtifactText.Read(ArtifactText.ToYaml(artifact)));
        Assert.Equal(artifact, Artifact.Parser.ParseJson(ArtifactText.ToJson(artifact)));
        Assert.DoesNotContain("\"csv.load\"", ArtifactText.ToYaml(artifact));
    }

    [Fact]
    public void All_faults_of_a_text_come_at_once_with_their_lines()
    {
        var faults = Assert.Throws<InvalidArtifactException>(() => ArtifactText.Read("""
            sed: 7
            seed: -1
            steps:
              - kind: paralel
                operations: add
              - kind: finalize
                kind: finalize
                rounds: many
            """)).Faults;
        Assert.Equal(6, faults.Count);
        Assert.StartsWith("Line 1, column 1: artifact has no 'sed', only id, project, seed", faults[0]);
        Assert.StartsWith("Line 2, column 7: 'seed' is a whole number", faults[1]);
        Assert.StartsWith("Line 4, column 11: 'kind' is one of initialize, parallel, sequential, round_robin, iterate, finalize, not 'paralel'", faults[2]);
        Assert.StartsWith("Line 5, column 17: 'operations' is a list", faults[3]);
        Assert.StartsWith("Line 7, column 5: 'kind' stands here twice", faults[4]);
        Assert.StartsWith("Line 8, column 13: 'rounds' is a whole number", faults[5]);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\"steps\": [}", "Line 1")]
    [InlineData("a: &x 1\nb: *x", "anchors and aliases")]
    [InlineData("id: a\n---\nid: b", "second document")]
    [InlineData("just text", "artifact is a map")]
    [InlineData("- a", "artifact is a map")]
    public void What_is_no_artifact_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidArtifactException>(() => ArtifactText.Read(text)).Message);

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("- ")]
    public void Deep_nesting_is_refused_and_nothing_breaks(string opening) =>
        Assert.Throws<InvalidArtifactException>(() => ArtifactText.Read(string.Concat(Enumerable.Repeat(opening, 100_000))));

    [Fact]
    public void A_text_that_is_too_long_is_refused() =>
        Assert.Contains("at most 1048576", Assert.Throws<InvalidArtifactException>(() => ArtifactText.Read(new string('#', ArtifactText.MaxLength + 1))).Message);

    [Fact]
    public void Defaults_are_names_by_kind_and_place()
    {
        var filled = ArtifactDefaults.Fill(ArtifactText.Read(Yaml));
        Assert.Equal(["count", "iterate-2", "finalize-3"], filled.Steps.Select(step => step.Name));
        Assert.Equal("round_robin-2.1", filled.Steps[1].Steps[0].Name);
        Assert.All(filled.Steps, step => Assert.Equal("product", step.Product));
        Assert.Equal(filled, ArtifactDefaults.Fill(filled));
    }
}
