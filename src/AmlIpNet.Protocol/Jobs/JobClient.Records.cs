using System.Collections;

namespace AmlIpNet.Protocol;

// What the client remembers: of a job, of an attempt, of a server.
public sealed partial class JobClient
{
    /// <summary>A job that has not ended. Used again for later jobs, so that a job costs no memory of its own.</summary>
    internal sealed class JobRecord
    {
        public readonly LinkedListNode<JobRecord> Place, LanePlace;
        public readonly List<Attempt> Attempts = [];
        public ulong Id;
        public ulong Order;
        public JobTerms Terms;
        public TimeSpan Deadline = TimeSpan.MaxValue;
        public int Failures;
        public int Deaths;
        public NodeId FailedOn;

        /// <summary>While it waits: the lane that it is in, null for none yet; and whose lane that is, null for the common one.</summary>
        public JobList? Lane;
        public Server? Home;

        /// <summary>A server died that had it, perhaps because of it: it only goes to free slots, where the next death is seen.</summary>
        public bool MetDeath;

        /// <summary>The auction knows of it: a request is open, or a task assigned.</summary>
        public bool InAuction;

        /// <summary>A request is open for it.</summary>
        public bool IsAsked;

        /// <summary>A server missed parts of it: from now on it is sent with all its bytes, so that this happens once.</summary>
        public bool GoesWhole;

        public List<AttemptRecord>? Account;

        public JobRecord() => (Place, LanePlace) = (new LinkedListNode<JobRecord>(this), new LinkedListNode<JobRecord>(this));

        public bool IsWaiting => Place.List is not null;

        public AssignedJob Assigned => new(Id, Terms.Label);
    }

    /// <summary>An attempt at a job that has not ended, or whose server is lost but whose job has not ended.</summary>
    internal sealed class Attempt
    {
        public JobRecord Job = null!;
        public Server? Server; // null: an auction's, or lost
        public NodeId ServerId;
        public ulong Task;
        public ulong Incarnation;
        public TimeSpan LeaseDue = TimeSpan.MaxValue;
        public bool IsAuction;

        /// <summary>Sent to a free slot, or told to have started: if the server dies it may have been the reason.</summary>
        public bool MayRun;

        /// <summary>The server's last report counted it.</summary>
        public bool IsReported;

        /// <summary>Not heard of in time.</summary>
        public bool IsUnheard;

        /// <summary>The server's participant is gone. It may only have been cut off.</summary>
        public bool IsLost;

        /// <summary>The loss counted as a death.</summary>
        public bool CountedAsDeath;

        /// <summary>The server has told that it keeps it for some time already, and no slot was given back there since that it is likely to have
        /// got: worth a free slot elsewhere. Short jobs are not told of, so that they are not fetched back in vain.</summary>
        public bool IsKept;

        /// <summary>Asked back, unless it has started.</summary>
        public bool IsRecalled;

        public bool IsTrusted => !IsLost && !IsUnheard && Server is not { IsSuspected: true };
    }

    /// <summary>A native server.</summary>
    internal sealed class Server(NodeId id) : IReadOnlyList<AssignedJob>
    {
        public readonly NodeId Id = id;
        public readonly string Name = id.Name;
        public readonly List<Attempt> Attempts = []; // by number
        public readonly JobList Lane = new(); // jobs that wait for it alone
        public ServerLoad Load;
        public bool IsSuspected;
        public ulong LastChosen;
        public int Unreported;
        public ServerAttributes Attributes = ServerAttributes.Empty;

        public bool TakesJobs => !IsSuspected && Load.State == ServerState.Open;

        /// <summary>Slots that are free as far as is known.</summary>
        public int FreeSlots => TakesJobs ? Math.Max(0, Load.Free - Unreported) : 0;

        /// <summary>Jobs that it would take, kept ones included.</summary>
        public int Room => TakesJobs ? Math.Max(0, Load.Free + Load.QueueRoom - Unreported) : 0;

        public ServerCandidate Candidate => new(Id, Load.Slots, FreeSlots, Attempts.Count, LastChosen) { Attributes = Attributes, Jobs = this, Name = Name, Incarnation = Load.Incarnation };

        int IReadOnlyCollection<AssignedJob>.Count => Attempts.Count;

        AssignedJob IReadOnlyList<AssignedJob>.this[int index] => Attempts[index].Job.Assigned;

        IEnumerator<AssignedJob> IEnumerable<AssignedJob>.GetEnumerator() => Attempts.Select(attempt => attempt.Job.Assigned).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<AssignedJob>)this).GetEnumerator();
    }
}
