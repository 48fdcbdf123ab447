namespace AmlIpNet.Native;

/// <summary>What the functions return; the numbers of amlipnet.h.</summary>
internal static class ErrorCode
{
    public const int Ok = 0;
    public const int Timeout = 1;
    public const int Stopped = 2;
    public const int Argument = -1;
    public const int Handle = -2;
    public const int State = -3;
    public const int Options = -4;
    public const int Engine = -5;
    public const int Dds = -6;
    public const int Qos = -7;
    public const int Closed = -8;
    public const int Cancelled = -9;
    public const int JobFailed = -10;
    public const int JobQuarantined = -11;
    public const int JobTimedOut = -12;
    public const int TooManyJobs = -13;
    public const int PayloadTooLarge = -14;
    public const int Unexpected = -99;

    public static int Of(Exception error) => error switch
    {
        NativeException native => native.Result,
        InvalidOptionsException => Options,
        EngineUnavailableException => Engine,
        DdsException => Dds,
        QosException => Qos,
        NodeClosedException => Closed,
        OperationCanceledException => Cancelled,
        JobFailedException => JobFailed,
        JobQuarantinedException => JobQuarantined,
        JobTimedOutException => JobTimedOut,
        TooManyJobsException => TooManyJobs,
        PayloadTooLargeException => PayloadTooLarge,
        _ => Unexpected,
    };
}

/// <summary>A call from outside that cannot be done.</summary>
internal sealed class NativeException(int result, string message) : AmlIpException(message)
{
    public int Result { get; } = result;
}
