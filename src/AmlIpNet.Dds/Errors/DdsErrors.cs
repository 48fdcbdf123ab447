namespace AmlIpNet;

/// <summary>An option has a value that cannot work. The message names the option and says what to write instead.</summary>
public sealed class InvalidOptionsException(string message, Exception? inner = null) : AmlIpException(message, inner)
{
    /// <summary>Throws when an option's value cannot work.</summary>
    /// <param name="condition">Whether it can.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="remedy">What to write instead.</param>
    public static void ThrowUnless(bool condition, string option, object? value, string remedy)
    {
        if (!condition) throw new InvalidOptionsException($"The option {option} is {value ?? "null"}: {remedy}.");
    }
}

/// <summary>The native library of the DDS engine is missing or has a version that this engine does not know.</summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : AmlIpException(message, inner);

/// <summary>The DDS engine refused a call.</summary>
public sealed class DdsException(string message, Exception? inner = null) : AmlIpException(message, inner);

/// <summary>A QoS file cannot be read, or says something that is not understood.</summary>
public sealed class QosException(string message, Exception? inner = null) : AmlIpException(message, inner);

/// <summary>A payload is larger than <see cref="NetworkOptions.MaxPayloadBytes"/>.</summary>
public sealed class PayloadTooLargeException(string message) : AmlIpException(message)
{
    /// <summary>Throws when a payload is above the limit.</summary>
    public static void ThrowIf(Dds.Topic topic, long payloadBytes, int maxPayloadBytes)
    {
        if (payloadBytes <= maxPayloadBytes) return;
        throw new PayloadTooLargeException(
            $"A payload for the topic {topic} has {payloadBytes:N0} bytes, above the limit of {maxPayloadBytes:N0}: send it in parts, or raise {nameof(NetworkOptions)}.{nameof(NetworkOptions.MaxPayloadBytes)} on both sides.");
    }
}
