namespace AmlIpNet.Protocol;

/// <summary>The multiservices of AML-IP: the first part of their topics' names.</summary>
public enum ServiceName
{
    /// <summary><c>job</c>: Main nodes are its clients, Computing nodes its servers.</summary>
    Job,

    /// <summary><c>inference</c>: Edge nodes are its clients, Inference nodes its servers.</summary>
    Inference,
}
