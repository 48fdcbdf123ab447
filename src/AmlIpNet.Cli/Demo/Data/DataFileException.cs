namespace AmlIpNet.Cli.Demo.Data;

/// <summary>A data file is missing, cannot be read or is not what it should be. The message names it and the remedy.</summary>
internal sealed class DataFileException(string message, Exception? inner = null) : AmlIpException(message, inner);
