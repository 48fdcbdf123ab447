namespace AmlIpNet.Aml;

/// <summary>What the learner throws, apart from wrong arguments.</summary>
public abstract class AmlException(string message) : Exception(message);

/// <summary>The bytes are not what they should be: a model state, a training job, a solution. Nothing was taken from them.</summary>
public sealed class AmlFormatException(string message) : AmlException(message);

/// <summary>The data contradicts itself: a negative duple follows from the positive ones. The message names the duple.</summary>
public sealed class InconsistentDataException(string message) : AmlException(message);

/// <summary>Full crossing needs more atoms than were allowed.</summary>
public sealed class TooManyAtomsException(string message) : AmlException(message);
