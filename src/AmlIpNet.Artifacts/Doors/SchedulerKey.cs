using System.Security.Cryptography;
using Google.Protobuf;

namespace AmlIpNet.Artifacts;

/// <summary>
/// What proves that an order is a scheduler's own: a key pair that its database keeps. The ids of its artifacts, and so the keys of their resources, end in
/// the fingerprint of the public key. Each order names the worker that it is for: nobody can pass it on.
/// </summary>
internal sealed class SchedulerKey : IDisposable
{
    private const int FingerprintLength = 16;
    private readonly ECDsa _key;
    private readonly ByteString _public;

    private SchedulerKey(ECDsa key)
    {
        _key = key;
        _public = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo());
        Fingerprint = FingerprintOf(_public);
    }

    /// <summary>Ends the ids of this scheduler's artifacts: 16 hexadecimal digits.</summary>
    public string Fingerprint { get; }

    public static SchedulerKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <exception cref="CryptographicException">The bytes are no key.</exception>
    public static SchedulerKey Import(ReadOnlySpan<byte> bytes)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(bytes, out _);
        return new SchedulerKey(key);
    }

    /// <summary>For the database only.</summary>
    public byte[] Export() => _key.ExportPkcs8PrivateKey();

    /// <summary>The artifact's full id.</summary>
    public string IdOf(string name) => name.EndsWith($"-{Fingerprint}", StringComparison.Ordinal) ? name : $"{name}-{Fingerprint}";

    public SignedOrder Sign(Order order)
    {
        var bytes = order.ToByteString();
        lock (_key) return new SignedOrder { Order = bytes, Key = _public, Signature = ByteString.CopyFrom(_key.SignData(bytes.Span, HashAlgorithmName.SHA256)) };
    }

    /// <summary>Reads an order.</summary>
    /// <param name="bytes">A <see cref="SignedOrder"/>.</param>
    /// <param name="node">Whom it must be for.</param>
    /// <param name="fingerprint">Of the key that it was signed with.</param>
    /// <returns>Null when it is no order, for somebody else, or not signed by that key.</returns>
    public static Order? Read(ReadOnlySpan<byte> bytes, NodeId node, out string fingerprint)
    {
        fingerprint = "";
        try
        {
            var signed = SignedOrder.Parser.ParseFrom(bytes);
            if (signed.Key.Length > 256 || signed.Signature.Length > 256) return null;
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(signed.Key.Span, out _);
            if (key.KeySize != 256 || !key.VerifyData(signed.Order.Span, signed.Signature.Span, HashAlgorithmName.SHA256)) return null;
            var order = Order.Parser.ParseFrom(signed.Order);
            fingerprint = FingerprintOf(signed.Key);
            return order.Node.ToNodeId() == node ? order : null;
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether an artifact is the scheduler's whose key has this fingerprint.</summary>
    public static bool Owns(string fingerprint, string artifact) => fingerprint.Length > 0 && artifact.EndsWith($"-{fingerprint}", StringComparison.Ordinal);

    public static bool IsFingerprint(string text) => text.Length == FingerprintLength && text.All(char.IsAsciiHexDigitLower);

    public void Dispose() => _key.Dispose();

    private static string FingerprintOf(ByteString key) => Convert.ToHexStringLower(SHA256.HashData(key.Span))[..FingerprintLength];
}
