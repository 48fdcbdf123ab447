using AmlIpNet.Cli.Rendering;
using AmlIpNet.Distribution;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>Shows the demo. Calls may come from any thread, but one at a time.</summary>
internal interface IDemoView : IAsyncDisposable
{
    /// <summary>Something that deserves a line of its own.</summary>
    void Note(string text);

    /// <summary>The plan by which the jobs are done.</summary>
    void Plan(Plan plan) { }

    /// <summary>A process was started for the node of this name.</summary>
    void Process(string name, int id);

    /// <summary>A node changed its state.</summary>
    void Node(StatusJson node);

    /// <summary>A job was solved.</summary>
    void Job(DemoProgress progress);

    /// <summary>All chains have done a round: the progress has its row.</summary>
    void Round(DemoProgress progress);

    /// <summary>The demo is done.</summary>
    void Verdict(DemoVerdict verdict);
}
