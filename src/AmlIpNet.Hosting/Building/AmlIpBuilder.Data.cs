using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AmlIpNet.Hosting;

// The nodes of a data space.
public sealed partial class AmlIpBuilder
{
    /// <summary>Adds a Center: it knows who has what in the data space. Its <see cref="CenterNodeOptions.Store"/> is the application's <see cref="ICenterStore"/>, if one is
    /// registered. It is injected as <see cref="CenterNode"/>; where there are several, by <c>[FromKeyedServices(name)]</c>.</summary>
    /// <inheritdoc cref="AddMainNode" path="/param"/>
    public AmlIpBuilder AddCenter(string name, Func<CenterNodeOptions, CenterNodeOptions>? change = null) =>
        Add(name, defaults => defaults.Center(name), change, CenterNode.Create);

    /// <summary>Adds a worker of the data space: it holds values, and computes new ones with the functions of <see cref="AddDataFunction"/>, from when the host starts until
    /// its last service has stopped. Its <see cref="WorkerNodeOptions.Guard"/> is the application's <see cref="IDataGuard"/>, if one is registered. It is injected as
    /// <see cref="WorkerNode"/>; where there are several, by <c>[FromKeyedServices(name)]</c>.</summary>
    /// <inheritdoc cref="AddMainNode" path="/param"/>
    public AmlIpBuilder AddDataWorker(string name, Func<WorkerNodeOptions, WorkerNodeOptions>? change = null) =>
        Add(name, defaults => defaults.DataWorker(name), change, WorkerNode.Create, null, services => ScopedFunction.CheckAsync(services, _nodes.DataFunctions, name));

    /// <summary>Adds a function that every data worker of this application knows by a name. Each call is by an instance of its own, from a scope of its own.</summary>
    /// <typeparam name="TFunction">It is registered as scoped unless it is registered already. The host makes one for each worker when it starts, to see whether it can.</typeparam>
    /// <param name="name">What clients call it.</param>
    /// <exception cref="InvalidOptionsException">There is a function of that name.</exception>
    public AmlIpBuilder AddDataFunction<TFunction>(string name) where TFunction : class, IDataFunction
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_nodes.DataFunctions.TryAdd(name, typeof(TFunction)))
            throw new InvalidOptionsException($"The function '{name}' is the class {_nodes.DataFunctions[name].Name} already: give {typeof(TFunction).Name} another name.");
        if (!typeof(TFunction).IsAbstract) Services.TryAddScoped<TFunction>();
        return this;
    }

    /// <summary>Adds a client of the data space. It is injected as <see cref="DataSpaceClient"/>; where there are several, by <c>[FromKeyedServices(name)]</c>.</summary>
    /// <inheritdoc cref="AddMainNode" path="/param"/>
    public AmlIpBuilder AddDataSpaceClient(string name, Func<DataSpaceClientOptions, DataSpaceClientOptions>? change = null) =>
        Add(name, defaults => defaults.DataClient(name), change, DataSpaceClient.Create);
}
