namespace Examples;

/// <summary>A job: learn by examples which images of side × side pixels hold a complete column.</summary>
public sealed record LearnBars(int Side = 4, int Batches = 20, ulong Seed = 1);

/// <summary>Its solution: how many atoms were learnt, and how many of 1,000 new images they classify wrongly.</summary>
public sealed record BarsLearnt(int Atoms, int Wrong, string Host);
