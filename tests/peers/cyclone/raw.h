// Samples as plain bytes, for what the code of idlc cannot carry: ms_data and the types of the model exchange, since IDL cannot say them (an octet or
// an id stands between the length of a sequence and its bytes), and the direct topics, since dds_create_topic refuses names with a '.'. A sertype of our own hands the CDR to us as
// it arrives and sends what we give it.
#pragma once
#include "dds/dds.h"
#include "dds/ddsi/ddsi_serdata.h"
#include "dds/ddsi/ddsi_sertype.h"

#include "wire.h"

struct raw
{
    struct ddsi_serdata base;
    uint32_t size; // encapsulation header included
    uint8_t bytes[];
};

// A topic of any name; the type is as the topic has it, good as long as the topic.
dds_entity_t raw_topic(dds_entity_t participant, const char *name, const char *type_name, struct ddsi_sertype **type);

struct raw *raw_reference(const struct ddsi_sertype *type, const reference_t *reference);
struct raw *raw_data(const struct ddsi_sertype *type, const reference_t *reference, const uint8_t *payload, uint32_t size);
struct raw *raw_statistics(const struct ddsi_sertype *type, const char *name, const node_id *server, const uint8_t *payload, uint32_t size);

// False: malformed. The payload points into the sample; without one the sample is a reference only.
bool raw_parse(const struct raw *sample, reference_t *reference, const uint8_t **payload, uint32_t *size);
// Name and payload point into the sample.
bool raw_parse_statistics(const struct raw *sample, const char **name, node_id *server, const uint8_t **payload, uint32_t *size);
