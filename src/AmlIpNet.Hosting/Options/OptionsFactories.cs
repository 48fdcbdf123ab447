using Microsoft.Extensions.Options;

namespace AmlIpNet.Hosting;

/// <summary>Makes the common options; what is wrong with them stops the host.</summary>
internal sealed class AmlIpOptionsFactory(
    ConfiguredOptions configured, IEnumerable<IConfigureOptions<AmlIpOptions>> setups, IEnumerable<IPostConfigureOptions<AmlIpOptions>> posts, IEnumerable<IValidateOptions<AmlIpOptions>> validations)
    : OptionsFactory<AmlIpOptions>(setups, posts, validations)
{
    /// <inheritdoc/>
    protected override AmlIpOptions CreateInstance(string name)
    {
        var (options, problems) = configured.Common();
        return problems.Count == 0 ? options : throw new OptionsValidationException(name, typeof(AmlIpOptions), problems);
    }
}

/// <summary>Makes the options of each hosted node of one type, by its name; what is wrong with them stops the host.</summary>
internal sealed class NodeOptionsFactory<T>(
    ConfiguredOptions configured, IEnumerable<IConfigureOptions<T>> setups, IEnumerable<IPostConfigureOptions<T>> posts, IEnumerable<IValidateOptions<T>> validations)
    : OptionsFactory<T>(setups, posts, validations) where T : NodeOptions
{
    /// <inheritdoc/>
    protected override T CreateInstance(string name)
    {
        var (options, problems) = configured.Node<T>(name);
        return problems.Count == 0 ? options : throw new OptionsValidationException(name, typeof(T), problems);
    }
}
