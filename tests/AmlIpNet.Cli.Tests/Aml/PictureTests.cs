using System.Xml.Linq;
using AmlIpNet.Cli.Demo.Picture;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Tests.Aml;

public sealed class PictureTests
{
    private static readonly int[,] s_confusion = new int[10, 10];

    private static readonly AtomSheet s_atoms = new(
        3, 12_345, [(new EdgeMark(2, 2, 0, true), 5), (new EdgeMark(18, 18, Math.PI / 4, false), 3)], [[new EdgeMark(2, 2, 0, true)], [new EdgeMark(9, 9, Math.PI, false)]]);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 4)]
    [InlineData(30, 4)]
    [InlineData(500, 4)]
    public void It_is_well_formed_and_names_what_it_shows(int rounds, int workers)
    {
        var rows = Enumerable.Range(1, rounds).Select(round => new RoundRow(
            round, new RoundResult(0.9 + 0.0001 * round, new MergeResult(round % 2 == 0 ? double.NaN : 0.5, 0.1, false, 7)), [.. Enumerable.Range(1, workers).Select(w => 0.8 + 0.01 * w)])).ToList();
        var svg = XDocument.Parse(DemoPicture.Draw("a<b>&\"c", rows, s_confusion, s_atoms));
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Equal(space + "svg", svg.Root!.Name);
        var texts = svg.Descendants(space + "text").Select(text => text.Value).ToList();
        Assert.Contains(texts, text => text.Contains("a<b>&\"c"));
        Assert.Contains(texts, text => text.StartsWith("merged 9"));
        Assert.Equal(workers, texts.Count(text => text.StartsWith("worker ") && text.Contains(" alone ")));
        Assert.Contains(texts, text => text.Contains("12,345"));
        var numbers = svg.Descendants().Attributes().Where(a => a.Name.LocalName is "x" or "y" or "x1" or "y1" or "x2" or "y2" or "width" or "height" or "points" or "d" or "r" or "cx" or "cy");
        Assert.All(numbers, a => Assert.DoesNotContain("NaN", a.Value));
    }

    [Fact]
    public void Without_atoms_and_control_it_is_drawn_all_the_same()
    {
        var svg = XDocument.Parse(DemoPicture.Draw("softmax", [new RoundRow(1, new RoundResult(1), [])], s_confusion, null));
        Assert.DoesNotContain("Atoms", svg.Root!.Value);
    }
}
