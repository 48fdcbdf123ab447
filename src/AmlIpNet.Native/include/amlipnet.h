/* AmlIpNet for any language: a table of C functions, filled by one entry point that the .NET hosting API gives out.
 * amlipnet_load.h does the loading; docs/SCRIPTING.md shows both at work.
 *
 * Results. A function returns AMLIP_OK (0), AMLIP_TIMEOUT or AMLIP_STOPPED, or an error below 0, whose text last_error() gives on the
 *   same thread. No exception and no signal leaves the library.
 * Handles are numbers that are never used again. One that was closed, closed twice, made up or of another kind is answered with
 *   AMLIP_E_HANDLE. 0 is never a handle. What a function hands out is the caller's, to be ended by close(); solve() and fail() end the
 *   handle of the job that they answer.
 * Memory. What is passed in (text, bytes, structures) is copied before the function returns. What message() points at belongs to its handle
 *   and stays where it is until that handle ends. last_error()'s text stays until the thread's next error.
 * Text is UTF-8 and ends with a zero byte. Text in structures is cut off at a whole character.
 * Threads. Every function may be called on any thread, at any time. Functions that wait (next, wait, submit, request, close) block their
 *   thread only. Callbacks come on threads of the node's own: a Computing node has as many as it has slots, other nodes have one.
 * The end. After close() of a node has returned none of its callbacks runs or will be called. Called in a callback of the same node,
 *   close() and close_all() do not wait for that callback, and none comes after it; two callbacks that close each other's node wait for
 *   ever. Callbacks must return: no C++ exception, no longjmp. A process that ends need not close anything; close_all() lets the nodes say
 *   farewell, else the others take them for dead after their lease.
 * The log goes to standard error when the environment variable AMLIPNET_LOG names a level: debug, information, warning or error.
 * fork() leaves a child without the library's threads: do not call it there.
 */
#ifndef AMLIPNET_H
#define AMLIPNET_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AMLIP_VERSION 1

enum {
    AMLIP_OK = 0,
    AMLIP_TIMEOUT = 1, /* not yet: ask again */
    AMLIP_STOPPED = 2, /* nothing more can come: the node has not been started, or has drained */

    AMLIP_E_ARGUMENT = -1,          /* a null pointer, a length below 0, a text that is no JSON */
    AMLIP_E_HANDLE = -2,            /* closed already, or never given out, or of another kind */
    AMLIP_E_STATE = -3,             /* not now: a job that has not ended, a node that is started already */
    AMLIP_E_OPTIONS = -4,           /* an option that does not exist or cannot work */
    AMLIP_E_ENGINE = -5,            /* the DDS library is missing */
    AMLIP_E_DDS = -6,               /* the DDS library refused */
    AMLIP_E_QOS = -7,               /* the file of QoS profiles cannot be used */
    AMLIP_E_CLOSED = -8,            /* the node was closed */
    AMLIP_E_CANCELLED = -9,         /* the job was given up by its owner */
    AMLIP_E_JOB_FAILED = -10,       /* its handler failed as often as the job allows; see last_handler_code() */
    AMLIP_E_JOB_QUARANTINED = -11,  /* the nodes that had it died */
    AMLIP_E_JOB_TIMED_OUT = -12,    /* its time limit is over */
    AMLIP_E_TOO_MANY_JOBS = -13,    /* the node has no room, and was told not to wait */
    AMLIP_E_PAYLOAD_TOO_LARGE = -14,
    AMLIP_E_UNEXPECTED = -99
};

typedef uint64_t amlip_handle;

#define AMLIP_ID_BYTES 128

/* A job to solve: who asks. A job that has ended: who solved it. */
typedef struct amlip_message {
    const void *data; /* null when the length is 0 */
    int64_t length;
    uint64_t task;
    char node[AMLIP_ID_BYTES];
} amlip_message;

typedef struct amlip_progress {
    double fraction; /* 0 to 1; below 0 when the handler did not say */
    uint64_t reports; /* how many have come so far; 0: none, and the rest is empty */
    char node[AMLIP_ID_BYTES];
    char text[1024];
} amlip_progress;

enum {
    AMLIP_KIND_UNDETERMINED = 0, AMLIP_KIND_DISCOVERY = 1, AMLIP_KIND_AGENT = 2, AMLIP_KIND_MAIN = 3, AMLIP_KIND_COMPUTING = 4,
    AMLIP_KIND_STATUS = 5, AMLIP_KIND_META = 6, AMLIP_KIND_EDGE = 7, AMLIP_KIND_INFERENCE = 8, AMLIP_KIND_MODEL_RECEIVER = 9,
    AMLIP_KIND_MODEL_SENDER = 10, AMLIP_KIND_FIWARE = 11
};

enum { AMLIP_STATE_UNKNOWN = 0, AMLIP_STATE_RUNNING = 1, AMLIP_STATE_STOPPED = 2, AMLIP_STATE_DROPPED = 3 };

typedef struct amlip_node_status {
    uint32_t kind;
    uint32_t state;
    int64_t last_seen; /* milliseconds since 1970 */
    int32_t is_lost;   /* dropped without a word: it died, or cannot be reached */
    int32_t has_load;  /* whether the numbers that follow are known */
    int32_t slots;
    int32_t running;
    int64_t done;
    int64_t failed;
    int32_t is_draining;
    int32_t is_suspected;
    char id[AMLIP_ID_BYTES];
    char host[256];    /* the machine's name; "" where it is not known */
} amlip_node_status;

/* Something came: see listen(). The handle is the callback's to end. On a Computing node a result other than AMLIP_OK fails the job with
 * that code; AMLIP_OK says that the job was answered, or will be, on any thread. Elsewhere the result means nothing. */
typedef int32_t (*amlip_event_fn)(void *context, amlip_handle event);

/* Options are a JSON object, with the names of docs/OPTIONS.md in any case, with or without underscores; times in seconds:
 *   {"name": "worker", "slots": 4, "drain_timeout": 2.5, "network": {"loopback": true, "domain": 42, "lease": 0.5}}
 * "loopback": true stays on this machine. A NULL or empty text takes every default; nodes need a "name".
 * timeout_ms: -1 waits without a limit, 0 only looks. */
typedef struct amlip_api {
    uint32_t size;    /* in: sizeof(amlip_api); out: how many bytes were filled */
    uint32_t version; /* out: AMLIP_VERSION of the library; functions are only ever added at the end */

    const char *(*library_version)(void);
    const char *(*last_error)(void);          /* of this thread; "" if there was none */
    int32_t (*last_handler_code)(void);       /* the handler's own code when that error was AMLIP_E_JOB_FAILED, else 0 */
    int64_t (*open_handles)(void);            /* how many have not been closed */

    /* Nodes. */
    int32_t (*main_create)(const char *options, amlip_handle *node);
    int32_t (*computing_create)(const char *options, amlip_handle *node);
    int32_t (*status_create)(const char *options, amlip_handle *node);
    int32_t (*node_id)(amlip_handle node, char id[AMLIP_ID_BYTES]);

    /* Ends any handle. A node leaves the domain, its jobs end with AMLIP_E_CLOSED; a job under way is given up; a job to solve that was not
     * answered fails. release() does the same in the background, at once and without a result, for finalizers. close_all() closes every node,
     * and waits no longer than that. */
    int32_t (*close)(amlip_handle handle);
    void (*release)(amlip_handle handle);
    int32_t (*close_all)(int32_t timeout_ms);

    /* What comes: at a Computing node jobs to solve, at a Main node jobs that have ended and were submitted with announce, at a Status node changes
     * (first every node that is known). next() waits for one; listen() instead has each one given to a callback until the node is closed. */
    int32_t (*next)(amlip_handle node, int32_t timeout_ms, amlip_handle *event);
    int32_t (*listen)(amlip_handle node, amlip_event_fn callback, void *context);
    int32_t (*message)(amlip_handle job, amlip_message *message); /* a job to solve, or one that has ended; else the error that it ended with */
    int32_t (*change)(amlip_handle event, amlip_node_status *status);

    /* Main node. Job options: {"priority": 5, "time_limit": 60, "max_attempts": 2}. submit() returns when the job is on its way. While as many
     * are under way as the option max_jobs allows it waits for room, which is not part of the job's time limit; AMLIP_TIMEOUT: there was none, and
     * there is no job. Where the node is to refuse ("refuse_when_full") it does not wait, and such a job ends with AMLIP_E_TOO_MANY_JOBS. */
    int32_t (*submit)(amlip_handle main, const void *data, int64_t length, const char *options, int32_t announce, int32_t timeout_ms, amlip_handle *job);
    int32_t (*wait)(amlip_handle job, int32_t timeout_ms); /* AMLIP_OK: it has ended, see message() */
    int32_t (*cancel)(amlip_handle job);                   /* it ends with AMLIP_E_CANCELLED, or has ended before */
    int32_t (*progress)(amlip_handle job, amlip_progress *progress);
    /* submit and wait; AMLIP_OK: solved, see message(). Otherwise the job has been given up, and there is no handle. */
    int32_t (*request)(amlip_handle main, const void *data, int64_t length, const char *options, int32_t timeout_ms, amlip_handle *job);

    /* Computing node. start() takes jobs, as many at a time as it has slots; stop() takes no more and drains: next() gives what was answered for,
     * then AMLIP_STOPPED; when the node failed, the error comes before that, once. offer() takes one job, withdraw() takes back one offer that no job came for. */
    int32_t (*start)(amlip_handle computing);
    int32_t (*stop)(amlip_handle computing);
    int32_t (*offer)(amlip_handle computing);
    int32_t (*withdraw)(amlip_handle computing);
    int32_t (*solve)(amlip_handle job, const void *data, int64_t length);
    int32_t (*fail)(amlip_handle job, int32_t code, const char *text);
    int32_t (*report_progress)(amlip_handle job, double fraction, const char *text); /* fraction below 0: not known; text may be NULL */
    int32_t (*is_cancelled)(amlip_handle job); /* 1: nobody waits for it any more; 0: go on; below 0: an error */

    /* Status node: what is known now. Fills up to capacity entries; count is how many there are. */
    int32_t (*nodes)(amlip_handle status, amlip_node_status *nodes, int32_t capacity, int32_t *count);
    int64_t (*dropped_changes)(amlip_handle status); /* changes that came faster than next() took them; below 0: an error */
} amlip_api;

/* The entry point: type "AmlIpNet.Native.Exports, AmlIpNet.Native", method "GetApi", delegate type UNMANAGEDCALLERSONLY_METHOD. */
typedef int32_t (*amlip_get_api_fn)(amlip_api *api);

#ifdef __cplusplus
}
#endif

#endif
