using AmlIpNet.Dds;

namespace AmlIpNet.ConnextDds;

/// <summary>What RTI's API throws, in our errors: what was asked for, what Connext said, and what to do.</summary>
internal static class ConnextError
{
    private const string Licence = "Set RTI_LICENSE_FILE to the path of RTI's licence file, or put rti_license.dat into the working directory.";

    /// <summary>Runs a call into RTI's API.</summary>
    public static T Try<T>(string what, string whose, string remedy, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is not AmlIpException)
        {
            throw Translate(what, whose, remedy, error);
        }
    }

    private static AmlIpException Translate(string what, string whose, string remedy, Exception error)
    {
        var cause = error is TypeInitializationException { InnerException: { } inner } ? inner : error;
        if (cause is DllNotFoundException or BadImageFormatException)
        {
            return new EngineUnavailableException(
                $"RTI Connext DDS could not {what} {whose}: its native library does not load ({cause.Message}). Use a platform that the package Rti.ConnextDds has libraries for.", error);
        }

        if (RtiApi.IsLicence(cause)) return new EngineUnavailableException($"RTI Connext DDS could not {what} {whose} for want of a licence: {cause.Message} {Licence}", error);
        string said = cause.Message.Length > 0 ? cause.Message : cause.GetType().Name;
        return new DdsException($"RTI Connext DDS could not {what} {whose}: {said} {remedy}", error);
    }
}

/// <summary>What is refused before RTI is asked.</summary>
internal static class Inexpressible
{
    /// <summary>A type that cannot be written in IDL, and what to do.</summary>
    public static DdsException Type(Topic topic, string why) => new(
        $"RTI Connext DDS cannot carry the topic {topic}: its type {topic.Type.Name} cannot be written in IDL ({why}), and Connext moves samples by their IDL type only. "
        + "Use the engine cyclone in nodes that speak this topic; between AmlIpNet nodes the native plane does without it (node option AmlIpPlane off).");
}
