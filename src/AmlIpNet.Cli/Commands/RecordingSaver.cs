using System.Runtime.InteropServices;

namespace AmlIpNet.Cli.Commands;

/// <summary>Saves a node's flight recording to a file: when disposed, and at each SIGUSR1.</summary>
internal sealed class RecordingSaver : IAsyncDisposable
{
    private const PosixSignal SigUsr1 = (PosixSignal)10; // of Linux, which .NET has no name for

    private readonly string _path;
    private readonly Func<ValueTask<byte[]?>> _recording;
    private readonly SemaphoreSlim _one = new(1);
    private readonly PosixSignalRegistration? _signal;

    public RecordingSaver(string path, Func<ValueTask<byte[]?>> recording)
    {
        _path = path;
        _recording = recording;
        if (!OperatingSystem.IsLinux()) return;
        _signal = PosixSignalRegistration.Create(SigUsr1, context =>
        {
            context.Cancel = true;
            _ = SaveAsync();
        });
    }

    public async ValueTask DisposeAsync()
    {
        _signal?.Dispose();
        await SaveAsync();
    }

    private async Task SaveAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (await _recording() is not { } bytes) return;
            var partial = _path + ".part";
            await File.WriteAllBytesAsync(partial, bytes);
            File.Move(partial, _path, overwrite: true);
            Console.Error.WriteLine($"Flight recording of {bytes.Length:N0} bytes written to {_path}: see `amlip replay {_path}`.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Console.Error.WriteLine($"amlip: the flight recording cannot be written to {_path} ({error.Message.TrimEnd('.')}): give --record a file that can be written.");
        }
        finally
        {
            _one.Release();
        }
    }
}
