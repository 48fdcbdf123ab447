using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Artifacts;

/// <summary>The prepared environment in which an operation runs: variables by name. Sources are opened under the names that the operation declares, resources
/// that came from other nodes lie in groups named as the steps that made them. A variable whose name starts with a dot stays on this node until the
/// artifact ends, and is there for its later jobs; the other ones end with the job.</summary>
public sealed class OperationCall
{
    private readonly IDictionary<string, object> _variables;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<DataValue>> _received;
    private readonly Func<string, DataSource> _sources;

    internal OperationCall(
        JobTask task, Operation operation, IDictionary<string, object> variables, IReadOnlyDictionary<string, IReadOnlyList<DataValue>> received, Func<string, DataSource> sources)
    {
        (Task, Operation) = (task, operation);
        (_variables, _received, _sources) = (variables, received, sources);
    }

    /// <summary>The job.</summary>
    public JobTask Task { get; }

    /// <summary>What the step says of the operation.</summary>
    public Operation Operation { get; }

    /// <summary>The parameters that the step gives.</summary>
    public Struct Parameters => Operation.Parameters ??= new Struct();

    /// <summary>All random numbers of the operation follow from it: the same whoever runs the job, and however often.</summary>
    public ulong Seed => Task.Seed;

    /// <summary>Resources that came, by the step that made them; each group in the order of that step's jobs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DataValue>> Received => _received;

    /// <summary>All resources that came, one group after the other.</summary>
    public IEnumerable<DataValue> AllReceived => Task.Received.SelectMany(group => _received[group.Name]);

    /// <summary>The names of the variables that are set.</summary>
    public IReadOnlyCollection<string> Names => [.. _variables.Keys];

    /// <summary>Whether a variable is set.</summary>
    public bool Has(string name) => _variables.ContainsKey(name);

    /// <summary>A variable, if it is set and of this type.</summary>
    public bool TryGet<T>(string name, [MaybeNullWhen(false)] out T value) where T : notnull
    {
        bool found = _variables.TryGetValue(name, out object? any) && any is T;
        value = found ? (T)any! : default;
        return found;
    }

    /// <summary>A variable.</summary>
    /// <exception cref="OperationException">There is none of this name, or it is of another type.</exception>
    public T Get<T>(string name) where T : notnull => !_variables.TryGetValue(name, out var value)
        ? throw new OperationException($"The operation {Operation.Name} of step {Task.Step} needs the variable '{name}', which is not set: there are {(_variables.Count == 0 ? "none" : string.Join(", ", _variables.Keys))}. Let an operation before it set it.")
        : value is T typed ? typed : throw new OperationException($"The variable '{name}' is a {value.GetType().Name}; the operation {Operation.Name} of step {Task.Step} wants a {typeof(T).Name}.");

    /// <summary>Sets a variable. One that is to become the product must be a <see cref="DataValue"/>.</summary>
    public void Set(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _variables[name] = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The name of the variable that becomes the product of the step.</summary>
    public string ProductName => Task.Product.Length > 0 ? Task.Product : "product";

    /// <summary>Sets the product of the step.</summary>
    public void SetProduct(DataValue product) => Set(ProductName, product);

    /// <summary>The source of this node that the operation declares to load under a variable's name.</summary>
    /// <exception cref="OperationException">The operation declares no such variable.</exception>
    public DataSource Source(string variable) => Operation.Load.TryGetValue(variable, out var name)
        ? _sources(name)
        : throw new OperationException($"The operation {Operation.Name} of step {Task.Step} loads nothing as '{variable}': declare it, such as \"load\": {{\"{variable}\": \"SOURCE\"}}.");
}
