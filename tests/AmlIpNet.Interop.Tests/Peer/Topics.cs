namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>AML-IP's topic names, spelled out once more: nothing of the library under test.</summary>
internal static class Topics
{
    public const string Status = "amlip/status";
    public const string Request = "amlip/job_request_availability";
    public const string Target = "amlip/job_task_target";

    public static string Reply(string client) => $"amlip/job_reply_available_{client}";

    public static string Data(string server) => $"amlip/job_task_data_{server}";

    public static string Solution(string client) => $"amlip/job_task_solution_{client}";
}
