using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>The numbers of a <see cref="ServerLoad"/> that stand side by side in messages.</summary>
internal static class ServerLoadCdr
{
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above <see cref="NativeBounds.MaxSlots"/>.</exception>
    public static void WriteRoom(this ref CdrWriter writer, in ServerLoad load)
    {
        writer.WriteUInt32(Checked(load.Slots, nameof(load.Slots)));
        writer.WriteUInt32(Checked(load.Free, nameof(load.Free)));
        writer.WriteUInt32(Checked(load.QueueRoom, nameof(load.QueueRoom)));

        static uint Checked(int value, string name) => value is >= 0 and <= NativeBounds.MaxSlots
            ? (uint)value
            : throw new ArgumentOutOfRangeException(name, value, $"Use 0 to {NativeBounds.MaxSlots}.");
    }

    /// <summary>Reads the three numbers.</summary>
    /// <returns>False when one is above its bound.</returns>
    public static bool ReadRoom(this ref CdrReader reader, out int slots, out int free, out int queueRoom)
    {
        uint a = reader.ReadUInt32(), b = reader.ReadUInt32(), c = reader.ReadUInt32();
        (slots, free, queueRoom) = ((int)a, (int)b, (int)c);
        return Math.Max(a, Math.Max(b, c)) <= NativeBounds.MaxSlots;
    }
}
