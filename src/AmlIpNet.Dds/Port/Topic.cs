namespace AmlIpNet.Dds;

/// <summary>A topic: its name on the wire and the type of its samples. Two endpoints meet when both are the same.</summary>
/// <remarks>
/// An engine must carry any name without control characters byte by byte: the direct topics of AML-IP have dots and whatever stands in
/// a node's name. Cyclone DDS 0.10.2 refuses all but letters, digits, '_' and '/' when a topic is created (BAD_PARAMETER), so its engine has to
/// create the topic under an accepted name of the same length and put the true name in before the first endpoint.
/// </remarks>
public sealed record Topic(string Name, TypeDescription Type)
{
    /// <summary>Checks what every engine relies on.</summary>
    /// <exception cref="ArgumentException">The name is empty or has control characters, or a sample's header could be larger than
    /// <see cref="TypeDescription.MaxHeaderSize"/>.</exception>
    public void Validate()
    {
        if (Name.Length == 0 || Name.Any(char.IsControl))
            throw new ArgumentException($"The topic name '{Name}' cannot be used: it must have at least one character and no control characters.");
        if (Type.LargestHeader > TypeDescription.MaxHeaderSize)
            throw new ArgumentException($"The type {Type.Name} of the topic {Name} has headers of up to {Type.LargestHeader} bytes, above the limit of {TypeDescription.MaxHeaderSize}: lower the bounds of its strings.");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
