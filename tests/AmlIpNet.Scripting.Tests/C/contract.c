/* What amlipnet.h promises, seen from C. Arguments: the folder of the assembly, the DDS domain. Prints "ok" or the first promise that was broken. */
#include "amlipnet_load.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static amlip_api api;

#define CHECK(condition) do { if (!(condition)) { printf("line %d: %s (last error: %s)\n", __LINE__, #condition, api.last_error ? api.last_error() : ""); exit(1); } } while (0)
#define FOREVER 60000

static char options[512];
static const char *with(const char *name, const char *more, const char *domain)
{
    snprintf(options, sizeof options, "{\"name\": \"%s\"%s, \"network\": {\"loopback\": true, \"domain\": %s}}", name, more, domain);
    return options;
}

static atomic_int running, most, solved, after_close, closed;
static amlip_handle worker;

static int32_t shout(void *context, amlip_handle job)
{
    if (atomic_load(&closed)) atomic_fetch_add(&after_close, 1);
    int now = atomic_fetch_add(&running, 1) + 1;
    for (int seen = atomic_load(&most); now > seen && !atomic_compare_exchange_weak(&most, &seen, now);) { }
    amlip_message message;
    CHECK(context == (void *)0x5eed);
    CHECK(api.message(job, &message) == AMLIP_OK);
    char *text = malloc((size_t)message.length + 1);
    memcpy(text, message.data, (size_t)message.length);
    text[message.length] = 0;
    int32_t result = AMLIP_OK;
    if (!strcmp(text, "fail")) CHECK(api.fail(job, 42, "as asked") == AMLIP_OK);
    else if (!strcmp(text, "code")) result = 7;
    else if (!strcmp(text, "echo")) CHECK(api.solve(job, message.data, message.length) == AMLIP_OK);
    else if (!strcmp(text, "wait")) {
        CHECK(api.report_progress(job, 0.5, "half") == AMLIP_OK);
        while (api.is_cancelled(job) == 0) usleep(10000);
        CHECK(api.fail(job, 1, "cancelled") == AMLIP_OK);
    }
    else {
        for (int64_t i = 0; i < message.length; i++) if (text[i] >= 'a' && text[i] <= 'z') text[i] -= 32;
        CHECK(api.solve(job, text, message.length) == AMLIP_OK);
        CHECK(api.solve(job, text, message.length) == AMLIP_E_HANDLE);
    }
    free(text);
    atomic_fetch_add(&solved, 1);
    atomic_fetch_sub(&running, 1);
    return result;
}

static atomic_int ended;
static int32_t count(void *context, amlip_handle job)
{
    (void)context;
    amlip_message message;
    CHECK(api.message(job, &message) == AMLIP_OK);
    CHECK(message.length == 2 && !memcmp(message.data, "HI", 2));
    CHECK(api.close(job) == AMLIP_OK);
    atomic_fetch_add(&ended, 1);
    return AMLIP_OK;
}

static int32_t close_inside(void *context, amlip_handle job)
{
    amlip_handle node = *(amlip_handle *)context;
    api.close(job);
    CHECK(api.close(node) == AMLIP_OK);
    CHECK(atomic_fetch_add(&ended, 1) == 0); /* only one callback, however many jobs */
    return AMLIP_OK;
}

static atomic_int entered;
static int32_t fail_when_closed(void *context, amlip_handle job)
{
    (void)context;
    atomic_fetch_add(&entered, 1);
    while (api.is_cancelled(job) == 0) usleep(1000);
    return 5; /* unanswered, by a node that is being closed */
}

static int32_t close_all_inside(void *context, amlip_handle job)
{
    (void)context;
    CHECK(api.close(job) == AMLIP_OK);
    CHECK(api.close_all(-1) == AMLIP_OK); /* does not wait for this callback */
    CHECK(atomic_fetch_add(&entered, 1) == 0);
    return AMLIP_OK;
}

static void *other_thread(void *unused)
{
    (void)unused;
    CHECK(!strcmp(api.last_error(), "")); /* its own */
    CHECK(api.close(12345) == AMLIP_E_HANDLE);
    CHECK(strstr(api.last_error(), "12345"));
    return NULL;
}

static void bad_arguments(const char *domain)
{
    amlip_handle node = 99, job;
    amlip_message message;
    pthread_t thread;
    CHECK(api.main_create("no json", &node) == AMLIP_E_ARGUMENT && node == 0);
    CHECK(api.main_create("[]", &node) == AMLIP_E_ARGUMENT);
    CHECK(api.main_create("{\"name\": \"\\ud800\"}", &node) == AMLIP_E_ARGUMENT && api.main_create("{\"\\ud800\": 1}", &node) == AMLIP_E_ARGUMENT);
    CHECK(api.main_create(NULL, &node) == AMLIP_E_OPTIONS);
    CHECK(api.main_create("{\"name\": \"x\", \"slots\": 3}", &node) == AMLIP_E_OPTIONS && strstr(api.last_error(), "slots"));
    CHECK(api.computing_create("{\"name\": \"x\", \"slots\": \"many\"}", &node) == AMLIP_E_OPTIONS && strstr(api.last_error(), "a whole number"));
    CHECK(api.computing_create("{\"name\": \"x\", \"slots\": 0}", &node) == AMLIP_E_OPTIONS && strstr(api.last_error(), "Slots is 0"));
    CHECK(api.main_create("{\"name\": \"x\", \"network\": {\"domain\": 1000}}", &node) == AMLIP_E_OPTIONS);
    CHECK(api.main_create("{\"name\": \"x\", \"close_timeout\": 1e300}", &node) == AMLIP_E_OPTIONS);
    CHECK(api.main_create(with("x", "", domain), NULL) == AMLIP_E_ARGUMENT);
    CHECK(api.close(0) == AMLIP_E_HANDLE && api.close(UINT64_MAX) == AMLIP_E_HANDLE);
    CHECK(api.main_create(with("x", "", domain), &node) == AMLIP_OK);
    CHECK(api.start(node) == AMLIP_E_HANDLE && strstr(api.last_error(), "the node x."));
    CHECK(api.message(node, &message) == AMLIP_E_HANDLE);
    CHECK(api.submit(node, NULL, 5, NULL, 0, -1, &job) == AMLIP_E_ARGUMENT);
    CHECK(api.submit(node, "x", -1, NULL, 0, -1, &job) == AMLIP_E_ARGUMENT);
    CHECK(api.submit(node, "x", INT64_MAX, NULL, 0, -1, &job) == AMLIP_E_PAYLOAD_TOO_LARGE);
    CHECK(api.submit(node, "x", 1, "{\"time_limit\": -1}", 0, -1, &job) == AMLIP_E_OPTIONS);
    CHECK(api.next(node, 0, NULL) == AMLIP_E_ARGUMENT && api.next(node, 0, &job) == AMLIP_TIMEOUT);
    CHECK(api.listen(node, NULL, NULL) == AMLIP_E_ARGUMENT);
    CHECK(pthread_create(&thread, NULL, other_thread, NULL) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(api.close(node) == AMLIP_OK && api.close(node) == AMLIP_E_HANDLE && api.next(node, 0, &job) == AMLIP_E_HANDLE);
    CHECK(api.open_handles() == 0);
}

static void ends_inside_callbacks(const char *domain)
{
    amlip_handle asker, closer, job;
    /* A callback fails while its node is closed: nothing happens to the process. */
    CHECK(api.computing_create(with("closer", "", domain), &closer) == AMLIP_OK && api.main_create(with("asker", "", domain), &asker) == AMLIP_OK);
    CHECK(api.listen(closer, fail_when_closed, NULL) == AMLIP_OK && api.start(closer) == AMLIP_OK);
    CHECK(api.submit(asker, "x", 1, NULL, 0, -1, &job) == AMLIP_OK);
    while (atomic_load(&entered) == 0) usleep(1000);
    CHECK(api.close(closer) == AMLIP_OK);
    CHECK(api.close(job) == AMLIP_OK && api.close(asker) == AMLIP_OK && api.open_handles() == 0);

    /* Everything is closed inside a callback. */
    amlip_handle jobs[2];
    atomic_store(&entered, 0);
    CHECK(api.main_create(with("asker", "", domain), &asker) == AMLIP_OK && api.listen(asker, close_all_inside, NULL) == AMLIP_OK);
    for (int i = 0; i < 2; i++) CHECK(api.submit(asker, "x", 1, NULL, 1, -1, &jobs[i]) == AMLIP_OK);
    for (int i = 0; i < 2; i++) api.cancel(jobs[i]);
    while (atomic_load(&entered) == 0) usleep(1000);
    for (int i = 0; i < 2; i++) api.close(jobs[i]);
    CHECK(api.open_handles() == 0);
}

static void no_more_jobs_than_room(const char *domain)
{
    amlip_handle asker, first, job = 7;
    CHECK(api.main_create(with("asker", ", \"max_jobs\": 1", domain), &asker) == AMLIP_OK);
    CHECK(api.submit(asker, "x", 1, NULL, 0, -1, &first) == AMLIP_OK);
    CHECK(api.submit(asker, "y", 1, NULL, 0, 0, &job) == AMLIP_TIMEOUT && job == 0);
    CHECK(api.request(asker, "y", 1, NULL, 50, &job) == AMLIP_TIMEOUT && job == 0);
    CHECK(api.cancel(first) == AMLIP_OK && api.submit(asker, "y", 1, NULL, 0, FOREVER, &job) == AMLIP_OK);
    CHECK(api.close(asker) == AMLIP_OK && api.close(first) == AMLIP_OK && api.close(job) == AMLIP_OK && api.open_handles() == 0);
}

int main(int argc, char **argv)
{
    const char *trouble = amlip_load(&api, argc > 1 ? argv[1] : NULL), *domain = argc > 2 ? argv[2] : "101";
    amlip_handle main_node, job, status, event;
    amlip_message message;
    amlip_progress progress;
    char id[AMLIP_ID_BYTES];
    if (trouble) { puts(trouble); return 1; }
    CHECK(*api.library_version());
    CHECK(!strcmp(api.last_error(), ""));
    bad_arguments(domain);

    /* Jobs by callback: bytes, failures, codes, progress, cancelling; never more at a time than slots. */
    CHECK(api.computing_create(with("shouter", ", \"slots\": 3", domain), &worker) == AMLIP_OK);
    CHECK(api.next(worker, -1, &event) == AMLIP_STOPPED); /* not started: nothing can come */
    CHECK(api.listen(worker, shout, (void *)0x5eed) == AMLIP_OK && api.listen(worker, shout, NULL) == AMLIP_E_STATE);
    CHECK(api.start(worker) == AMLIP_OK && api.start(worker) == AMLIP_E_STATE);
    CHECK(api.main_create(with("asker", "", domain), &main_node) == AMLIP_OK);
    CHECK(api.request(main_node, "hello", 5, NULL, FOREVER, &job) == AMLIP_OK && api.message(job, &message) == AMLIP_OK);
    CHECK(message.length == 5 && !memcmp(message.data, "HELLO", 5) && message.task == 1);
    CHECK(api.node_id(worker, id) == AMLIP_OK && !strcmp(id, message.node) && !strncmp(id, "shouter.", 8));
    CHECK(api.close(job) == AMLIP_OK && api.message(job, &message) == AMLIP_E_HANDLE);
    CHECK(api.request(main_node, "echo", 4, NULL, FOREVER, &job) == AMLIP_OK && api.message(job, &message) == AMLIP_OK && message.length == 4 && api.close(job) == AMLIP_OK);
    CHECK(api.request(main_node, NULL, 0, NULL, FOREVER, &job) == AMLIP_OK && api.message(job, &message) == AMLIP_OK && message.length == 0 && !message.data && api.close(job) == AMLIP_OK);
    CHECK(api.request(main_node, "fail", 4, "{\"max_attempts\": 1}", FOREVER, &job) == AMLIP_E_JOB_FAILED && job == 0);
    CHECK(api.last_handler_code() == 42 && strstr(api.last_error(), "as asked"));
    CHECK(api.request(main_node, "code", 4, "{\"max_attempts\": 1}", FOREVER, &job) == AMLIP_E_JOB_FAILED && api.last_handler_code() == 7);
    CHECK(api.request(main_node, "wait", 4, NULL, 300, &job) == AMLIP_TIMEOUT && job == 0);
    CHECK(api.submit(main_node, "wait", 4, NULL, 0, -1, &job) == AMLIP_OK);
    do { CHECK(api.progress(job, &progress) == AMLIP_OK); usleep(1000); } while (strcmp(progress.text, "half"));
    CHECK(progress.fraction == 0.5 && !strcmp(progress.node, id) && api.wait(job, 0) == AMLIP_TIMEOUT && api.message(job, &message) == AMLIP_E_STATE);
    CHECK(api.cancel(job) == AMLIP_OK && api.wait(job, FOREVER) == AMLIP_OK && api.message(job, &message) == AMLIP_E_CANCELLED && api.close(job) == AMLIP_OK);

    /* Ends by callback; then asked for. */
    CHECK(api.listen(main_node, count, NULL) == AMLIP_OK);
    for (int i = 0; i < 500; i++) CHECK(api.submit(main_node, "hi", 2, NULL, 1, -1, &job) == AMLIP_OK);
    while (atomic_load(&ended) < 500) usleep(1000);
    CHECK(atomic_load(&most) >= 1 && atomic_load(&most) <= 3);

    /* Closing: every job ends, callbacks stop, what waits comes back. */
    CHECK(api.close(worker) == AMLIP_OK);
    atomic_store(&closed, 1);
    CHECK(atomic_load(&running) == 0);
    CHECK(api.submit(main_node, "hi", 2, NULL, 0, -1, &job) == AMLIP_OK && api.close(main_node) == AMLIP_OK);
    CHECK(api.wait(job, FOREVER) == AMLIP_OK && api.message(job, &message) == AMLIP_E_CLOSED && api.close(job) == AMLIP_OK);
    CHECK(api.open_handles() == 0);

    /* A node closed inside its own callback. */
    atomic_store(&ended, 0);
    CHECK(api.main_create(with("inside", "", domain), &main_node) == AMLIP_OK && api.listen(main_node, close_inside, &main_node) == AMLIP_OK);
    amlip_handle jobs[3];
    for (int i = 0; i < 3; i++) CHECK(api.submit(main_node, "x", 1, NULL, 1, -1, &jobs[i]) == AMLIP_OK);
    for (int i = 0; i < 3; i++) api.cancel(jobs[i]);
    while (atomic_load(&ended) == 0) usleep(1000);
    for (int i = 0; i < 3; i++) api.close(jobs[i]);
    while (api.open_handles() > 0) usleep(1000);

    ends_inside_callbacks(domain);
    no_more_jobs_than_room(domain);

    /* Status: the snapshot, and changes asked for. */
    CHECK(api.status_create(with("monitor", "", domain), &status) == AMLIP_OK);
    CHECK(api.computing_create(with("seen", "", domain), &worker) == AMLIP_OK);
    amlip_node_status nodes[8], change;
    int32_t known;
    int found = 0;
    while (!found) {
        CHECK(api.next(status, FOREVER, &event) == AMLIP_OK && api.change(event, &change) == AMLIP_OK && api.close(event) == AMLIP_OK);
        found = !strncmp(change.id, "seen.", 5) && change.kind == AMLIP_KIND_COMPUTING && change.state == AMLIP_STATE_STOPPED && !change.is_lost;
    }
    int hosts = 0;
    while (!hosts) { /* also of nodes that say nothing of a load; one whose first word comes before it is discovered is told of with its next */
        CHECK(api.main_create(with("hosted", "", domain), &main_node) == AMLIP_OK && api.close(main_node) == AMLIP_OK);
        CHECK(api.nodes(status, nodes, 8, &known) == AMLIP_OK && known >= 2);
        for (int i = 0; i < known && i < 8; i++) hosts += *nodes[i].host && !nodes[i].has_load;
    }
    CHECK(api.nodes(status, NULL, 0, &known) == AMLIP_OK && known >= 2 && api.nodes(status, NULL, 1, &known) == AMLIP_E_ARGUMENT);
    CHECK(api.dropped_changes(status) == 0 && api.dropped_changes(worker) == AMLIP_E_HANDLE);

    /* One job by an offer; an offer withdrawn. */
    CHECK(api.main_create(with("asker", "", domain), &main_node) == AMLIP_OK);
    CHECK(api.offer(worker) == AMLIP_OK && api.submit(main_node, "one", 3, NULL, 1, -1, &job) == AMLIP_OK);
    CHECK(api.next(worker, FOREVER, &event) == AMLIP_OK && api.message(event, &message) == AMLIP_OK && !strncmp(message.node, "asker.", 6));
    CHECK(api.solve(event, "1", 1) == AMLIP_OK && api.next(main_node, FOREVER, &event) == AMLIP_OK && event == job && api.close(job) == AMLIP_OK);
    CHECK(api.next(worker, FOREVER, &event) == AMLIP_STOPPED);
    CHECK(api.offer(worker) == AMLIP_OK && api.withdraw(worker) == AMLIP_OK && api.next(worker, FOREVER, &event) == AMLIP_STOPPED);

    /* A job closed without an answer fails; then the end with everything open. */
    CHECK(api.offer(worker) == AMLIP_OK && api.submit(main_node, "drop", 4, "{\"max_attempts\": 1}", 0, -1, &job) == AMLIP_OK);
    CHECK(api.next(worker, FOREVER, &event) == AMLIP_OK && api.close(event) == AMLIP_OK && api.wait(job, FOREVER) == AMLIP_OK);
    CHECK(api.message(job, &message) == AMLIP_E_JOB_FAILED && strstr(api.last_error(), "without an answer"));
    CHECK(api.close(job) == AMLIP_OK && api.open_handles() == 3);
    api.release(status);
    api.release(status);
    CHECK(api.close_all(FOREVER) == AMLIP_OK && api.open_handles() == 0);
    CHECK(atomic_load(&after_close) == 0);
    puts("ok");
    return 0;
}
