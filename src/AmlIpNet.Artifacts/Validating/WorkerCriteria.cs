namespace AmlIpNet.Artifacts;

/// <summary>What an artifact looks for in workers.</summary>
internal static class WorkerCriteria
{
    /// <summary>A valid criterion as the selector takes it.</summary>
    public static Distribution.Criterion Make(Criterion criterion)
    {
        var (least, most) = (criterion.HasLeast ? (decimal?)criterion.Least : null, criterion.HasMost ? (decimal?)criterion.Most : null);
        return least is null && most is null
            ? Distribution.Criterion.Flag(criterion.Attribute, isRequired: criterion.Required)
            : Distribution.Criterion.Range(criterion.Attribute, least, most, criterion.Required);
    }
}
