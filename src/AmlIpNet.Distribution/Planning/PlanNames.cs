namespace AmlIpNet.Distribution;

/// <summary>Names by which workers and tasks are told apart.</summary>
internal static class PlanNames
{
    /// <exception cref="PlanException">A name cannot be used, or comes twice.</exception>
    public static void Check(IEnumerable<string?> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string? name in names)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Length > Plan.MaxNameLength || name.Any(char.IsControl) || name.Contains('@'))
                throw new PlanException($"The name of a {what} is '{name}': use 1 to {Plan.MaxNameLength} characters, no @ and no control characters.");
            if (!seen.Add(name)) throw new PlanException($"Two {what}s are called {name}: each needs a name of its own.");
        }
    }
}
