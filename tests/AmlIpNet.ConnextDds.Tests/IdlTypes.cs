using System.Runtime.CompilerServices;
using AmlIpNet.Dds.Contract;

namespace AmlIpNet.ConnextDds.Tests;

/// <summary>The contract suite's samples as IDL can express them, before its first test.</summary>
internal static class IdlTypes
{
    [ModuleInitializer]
    public static void Choose() => Blob.IsIdl = true;
}
