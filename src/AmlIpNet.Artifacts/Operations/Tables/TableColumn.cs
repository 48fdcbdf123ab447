namespace AmlIpNet.Artifacts;

/// <summary>A column of a <see cref="Table"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsText">Whether it holds texts; otherwise numbers, with NaN where a cell was empty.</param>
public sealed record TableColumn(string Name, bool IsText = false);
