// amlip-cyclone-peer: AML-IP's nodes on Cyclone DDS in C, for the interoperability tests. README.md tells the modes.
#include "modes.h"

#include <string.h>

struct options options;

static void nothing(void) {}
static void no_sample(const char *topic, const void *sample) { (void)topic, (void)sample; }
static bool no_command(char *verb) { return (void)verb, false; }
static void read_statuses(void) { read_topic("amlip/status", status_type); }

static void tell_status(const char *topic, const void *sample)
{
    (void)topic;
    const amlip_status *status = sample;
    char kind[32];
    snprintf(kind, sizeof kind, "%s", kind_name(status->kind)); // a number is only good until the next one
    event("status", "\"id\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\"", id_text(&status->id), kind, state_name(status->state));
}

int main(int argc, char **argv)
{
    options = parse_options(argc, argv);
    const struct mode writer = {"status-writer", options.kind, nothing, no_sample, no_command, nothing, nothing};
    const struct mode reader = {"status-reader", 5, read_statuses, tell_status, no_command, nothing, nothing};
    const struct mode *const modes[] = {&client_mode, &server_mode, &model_sender_mode, &model_receiver_mode, &writer, &reader};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (!strcmp(options.mode, modes[i]->name)) return run(modes[i]);
    fprintf(stderr, "amlip-cyclone-peer: the mode is client, server, model-sender, model-receiver, status-writer or status-reader, not %s\n", options.mode);
    return 2;
}
