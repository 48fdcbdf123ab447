using System.Globalization;

namespace AmlIpNet.Distribution;

/// <summary>Amounts of attributes: exact, so that sums are. 0 to a trillion, with at most nine decimal places; <c>true</c> is 1 and <c>false</c> is 0.</summary>
public static class Quantity
{
    /// <summary>The largest amount.</summary>
    public const decimal Largest = 1_000_000_000_000;

    private const int MaxPlaces = 9;

    /// <summary>Reads an amount.</summary>
    /// <returns>False when the text is none.</returns>
    public static bool TryParse(string? text, out decimal amount)
    {
        amount = text switch { "true" => 1, "false" => 0, _ => -1 };
        if (amount >= 0) return true;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount) && IsValid(amount);
    }

    /// <summary>Whether the amount is within the bounds.</summary>
    public static bool IsValid(decimal amount) => amount is >= 0 and <= Largest && decimal.Round(amount, MaxPlaces) == amount;

    internal static string Show(decimal amount) => amount.ToString("0.#########", CultureInfo.InvariantCulture);
}
