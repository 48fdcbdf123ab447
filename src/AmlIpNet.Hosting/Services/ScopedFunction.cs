using Microsoft.Extensions.DependencyInjection;

namespace AmlIpNet.Hosting;

/// <summary>Has each call of a data worker's function done by an instance of its own, from a scope of its own.</summary>
internal static class ScopedFunction
{
    public static DataFunction Of(IServiceProvider services, Type function) => async (call, cancellationToken) =>
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        return await ((IDataFunction)scope.ServiceProvider.GetRequiredService(function)).ComputeAsync(call, cancellationToken).ConfigureAwait(false);
    };

    /// <summary>Makes one of each, as each call will.</summary>
    /// <exception cref="InvalidOptionsException">One cannot be made.</exception>
    public static async Task CheckAsync(IServiceProvider services, IReadOnlyDictionary<string, Type> functions, string node)
    {
        foreach (var function in functions.Values.Distinct()) await ScopedHandler.CheckAsync(services, function, node).ConfigureAwait(false);
    }
}
