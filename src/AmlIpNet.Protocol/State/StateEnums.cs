using System.Runtime.CompilerServices;

namespace AmlIpNet.Protocol;

/// <summary>Enumerations as one byte.</summary>
internal static class StateEnums
{
    /// <exception cref="FormatException">The number has no name.</exception>
    public static T ReadEnum<T>(this ref StateReader reader)
        where T : struct, Enum
    {
        int number = reader.ReadByte();
        var value = Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>((byte)number),
            2 => Unsafe.BitCast<ushort, T>((ushort)number),
            _ => Unsafe.BitCast<int, T>(number),
        };
        return Enum.IsDefined(value) ? value : throw new FormatException($"{number} is no {typeof(T).Name}.");
    }
}
