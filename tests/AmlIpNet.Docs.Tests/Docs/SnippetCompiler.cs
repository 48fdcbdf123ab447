using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>Compiles a snippet as a reader would who pastes it into Program.cs of a project with implicit usings.</summary>
internal static class SnippetCompiler
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("xunit", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>One line per error, each with the document's file and line.</summary>
    public static IReadOnlyList<string> Errors(Fence fence)
    {
        // The #: lines of a file-based app speak to the SDK, not to the compiler; they keep their lines.
        string code = Regex.Replace(fence.Text, @"^#[:!].*$", "", RegexOptions.Multiline);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var snippet = CSharpSyntaxTree.ParseText(code, options);
        bool program = snippet.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [snippet, CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            s_references,
            new CSharpCompilationOptions(
                program ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics()
            .Where(one => one.Severity == DiagnosticSeverity.Error || one.Id is "CS0618" or "CS4014")
            .Select(one => $"{fence.File}:{fence.Line + one.Location.GetLineSpan().StartLinePosition.Line}: {one.Id} {one.GetMessage()}")];
    }
}
