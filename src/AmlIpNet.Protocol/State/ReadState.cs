namespace AmlIpNet.Protocol;

/// <summary>Reads an item of a saved state.</summary>
public delegate T ReadState<out T>(ref StateReader reader);
