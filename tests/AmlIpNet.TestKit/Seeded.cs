using System.Globalization;

namespace AmlIpNet.TestKit;

/// <summary>Runs a test with seeded random numbers. The environment variable AMLIPNET_SEED repeats a run.</summary>
public static class Seeded
{
    /// <summary>The environment variable that fixes the seed.</summary>
    public const string Variable = "AMLIPNET_SEED";

    /// <summary>The seed that <see cref="Variable"/> asks for, or a fresh one.</summary>
    /// <exception cref="FormatException">The variable holds no integer.</exception>
    public static int NewSeed()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text)) return Random.Shared.Next();
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int seed)
            ? seed
            : throw new FormatException($"{Variable} is '{text}': set it to an integer, or unset it.");
    }

    /// <summary>Runs the body, prints the seed, and names it in the error when the body fails.</summary>
    /// <param name="body">The test.</param>
    /// <param name="print">Where the seed goes, for example an ITestOutputHelper's WriteLine. By default the console.</param>
    public static void Run(Action<Random> body, Action<string>? print = null)
    {
        int seed = Print(print);
        try
        {
            body(new Random(seed));
        }
        catch (Exception error)
        {
            throw new SeededTestException(seed, error);
        }
    }

    /// <summary>Runs the body, prints the seed, and names it in the error when the body fails.</summary>
    public static async Task RunAsync(Func<Random, Task> body, Action<string>? print = null)
    {
        int seed = Print(print);
        try
        {
            await body(new Random(seed)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw new SeededTestException(seed, error);
        }
    }

    private static int Print(Action<string>? print)
    {
        int seed = NewSeed();
        (print ?? Console.WriteLine)($"{Variable}={seed}");
        return seed;
    }
}

/// <summary>A seeded test failed; the message says how to repeat it.</summary>
public sealed class SeededTestException(int seed, Exception inner)
    : Exception($"Failed with {Seeded.Variable}={seed} (set it to repeat): {inner.Message}", inner);
