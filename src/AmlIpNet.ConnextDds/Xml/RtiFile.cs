using Rti.Dds.Core;

namespace AmlIpNet.ConnextDds;

/// <summary>Has RTI read a document, by way of a file that is there only as long as it reads: files are what its QosProvider reads for certain.</summary>
internal static class RtiFile
{
    public static T Read<T>(RtiEntry entry, string document, Func<QosProvider, T> read)
    {
        string path = Path.Combine(Path.GetTempPath(), $"amlipnet-{Guid.NewGuid():n}.xml");
        try
        {
            File.WriteAllText(path, document);
            return read(entry.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
