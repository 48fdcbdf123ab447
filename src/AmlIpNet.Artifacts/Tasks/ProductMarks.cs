namespace AmlIpNet.Artifacts;

/// <summary>Whether a job has set variables that stay on its node, as a mark at the end of its product's content type: so it is known of every copy, also to a
/// scheduler that starts anew.</summary>
internal static class ProductMarks
{
    private const string Mark = ";keeps";

    public static DataValue With(DataValue product, bool keeps) => keeps ? new DataValue(product.Bytes, product.ContentType + Mark) : product;

    public static bool Has(string contentType) => contentType.EndsWith(Mark, StringComparison.Ordinal);

    public static string Without(string contentType) => Has(contentType) ? contentType[..^Mark.Length] : contentType;

    public static DataValue Without(DataValue value) => Has(value.ContentType) ? new DataValue(value.Bytes, Without(value.ContentType)) : value;
}
