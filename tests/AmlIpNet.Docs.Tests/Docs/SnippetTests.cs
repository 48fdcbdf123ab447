namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>Every C# snippet of the documents compiles against the assemblies of this build.</summary>
public sealed class SnippetTests
{
    public static TheoryData<string> Documents() =>
        new(Repository.Documents().Where(file => Fence.In(file).Any(fence => fence.Language == "csharp")));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Snippets_compile(string document)
    {
        string[] errors = [.. Fence.In(document).Where(fence => fence.Language == "csharp").SelectMany(SnippetCompiler.Errors)];
        Assert.True(errors.Length == 0, $"Snippets that do not compile:\n{string.Join('\n', errors)}");
    }

    [Fact]
    public void A_wrong_snippet_is_named_by_file_and_line()
    {
        var fence = Assert.Single(Fence.In("page.md", "# Title\n\n```csharp\nint a = 1;\nint b = missing + a;\n```\n"));
        Assert.StartsWith("page.md:5: CS0103", Assert.Single(SnippetCompiler.Errors(fence)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_snippet_sees_the_library()
    {
        var fence = new Fence("page.md", 1, "csharp", "using AmlIpNet;\nvar options = NetworkOptions.Loopback with { Domain = 5 };\nConsole.WriteLine(options);");
        Assert.Empty(SnippetCompiler.Errors(fence));
    }

    [Fact]
    public void A_fence_that_is_never_closed_is_an_error() =>
        Assert.Contains("page.md:2", Assert.Throws<FormatException>(() => Fence.In("page.md", "text\n```csharp\nint a;").ToList()).Message, StringComparison.Ordinal);
}
