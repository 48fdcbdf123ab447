namespace AmlIpNet.Artifacts;

// What the scheduler itself has made: it must be there when it starts anew.
internal sealed partial class ArtifactDatabase : IKeptVariables
{
    /// <summary>The products of its own jobs, those of the newest artifact first.</summary>
    public IReadOnlyList<string> ProductKeys() =>
        Read("SELECT product.id FROM product JOIN artifact ON artifact.id = product.artifact ORDER BY artifact.number DESC", row => row.GetString(0));

    public DataValue? Product(string key) =>
        Read("SELECT bytes, content_type FROM product WHERE id = $id", row => new DataValue((byte[])row[0], row.GetString(1)), ("$id", key)).FirstOrDefault();

    public void ForgetProduct(string key) => InTransaction(connection => Execute(connection, "DELETE FROM product WHERE id = $id", ("$id", key)));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, object> Get(JobTask task) => task.Kept.Length == 0 ? new Dictionary<string, object>()
        : Read("SELECT name, bytes, content_type FROM variable WHERE artifact = $artifact AND job = $job",
            row => KeyValuePair.Create(row.GetString(0), (object)new DataValue((byte[])row[1], row.GetString(2))), ("$artifact", task.Artifact), ("$job", task.Kept))
            is { Count: > 0 } variables ? variables.ToDictionary(StringComparer.Ordinal) : throw new VariablesForgottenException($"job {task.Kept} of the artifact {task.Artifact}");

    /// <summary>Keeps all in one transaction: a job whose product is there has its variables there too. What the jobs before the last one left goes: the jobs
    /// of a scheduler run one after the other, and what they made is not lost.</summary>
    public void Keep(JobTask task, IReadOnlyDictionary<string, object> variables, IReadOnlyCollection<string> set, DataValue product)
    {
        if (variables.FirstOrDefault(variable => variable.Value is not DataValue) is { Key: { } name } other)
            throw new OperationException($"The variable '{name}' is a {other.Value.GetType().Name}: on the scheduler, which may be started anew, variables with a leading dot must be a {nameof(DataValue)}.");
        InTransaction(connection =>
        {
            string job = ResourceKeys.Kept(task.Job, task.Attempt);
            if (set.Count > 0) Execute(connection, "DELETE FROM variable WHERE artifact = $artifact AND job <> $kept", ("$artifact", task.Artifact), ("$kept", task.Kept));
            foreach (var (variable, value) in set.Count > 0 ? variables : new Dictionary<string, object>())
            {
                var data = (DataValue)value;
                Execute(connection, "INSERT OR REPLACE INTO variable (artifact, job, name, content_type, bytes) VALUES ($artifact, $job, $name, $type, $bytes)",
                    ("$artifact", task.Artifact), ("$job", job), ("$name", variable), ("$type", data.ContentType), ("$bytes", data.Bytes.ToArray()));
            }

            Execute(connection, "INSERT OR REPLACE INTO product (id, artifact, content_type, bytes) VALUES ($id, $artifact, $type, $bytes)",
                ("$id", ResourceKeys.Of(task.Artifact, task.Job, task.Attempt)), ("$artifact", task.Artifact), ("$type", product.ContentType), ("$bytes", product.Bytes.ToArray()));
        });
    }

    /// <inheritdoc/>
    public void Drop(string artifact) => InTransaction(connection => Execute(connection, "DELETE FROM variable WHERE artifact = $artifact", ("$artifact", artifact)));
}
