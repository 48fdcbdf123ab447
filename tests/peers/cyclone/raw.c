#include "raw.h"

#include <stdlib.h>
#include <string.h>

#include "dds/ddsi/q_radmin.h"

enum { header = 4 };

static struct raw *new_raw(const struct ddsi_sertype *type, enum ddsi_serdata_kind kind, size_t size)
{
    if (size > INT32_MAX) return NULL;
    struct raw *raw = calloc(1, sizeof *raw + ((size + 3) & ~(size_t)3)); // the wire asks for a multiple of 4
    if (!raw) return NULL;
    ddsi_serdata_init(&raw->base, type, kind);
    raw->base.hash = type->serdata_basehash;
    raw->size = (uint32_t)size;
    return raw;
}

static bool equal_keys(const struct ddsi_serdata *a, const struct ddsi_serdata *b) { return (void)a, (void)b, true; }
static uint32_t get_size(const struct ddsi_serdata *data) { return ((const struct raw *)data)->size; }
static void free_raw(struct ddsi_serdata *data) { free(data); }

static struct ddsi_serdata *from_ser(const struct ddsi_sertype *type, enum ddsi_serdata_kind kind, const struct nn_rdata *fragment, size_t size)
{
    struct raw *raw = new_raw(type, kind, size);
    for (uint32_t end = 0; raw && fragment; fragment = fragment->nextfrag)
    {
        if (fragment->maxp1 <= end || fragment->maxp1 > size) continue; // fragments may overlap
        const uint8_t *payload = NN_RMSG_PAYLOADOFF(fragment->rmsg, NN_RDATA_PAYLOAD_OFF(fragment));
        memcpy(raw->bytes + end, payload + (end - fragment->min), fragment->maxp1 - end);
        end = fragment->maxp1;
    }
    return raw ? &raw->base : NULL;
}

static struct ddsi_serdata *from_iov(const struct ddsi_sertype *type, enum ddsi_serdata_kind kind, ddsrt_msg_iovlen_t count, const ddsrt_iovec_t *parts, size_t size)
{
    struct raw *raw = new_raw(type, kind, size);
    size_t end = 0;
    for (ddsrt_msg_iovlen_t i = 0; raw && i < count && end + parts[i].iov_len <= size; end += parts[i++].iov_len)
        memcpy(raw->bytes + end, parts[i].iov_base, parts[i].iov_len);
    return raw ? &raw->base : NULL;
}

static struct ddsi_serdata *from_keyhash(const struct ddsi_sertype *type, const struct ddsi_keyhash *hash)
{
    (void)hash;
    struct raw *raw = new_raw(type, SDK_KEY, 0);
    return raw ? &raw->base : NULL;
}

static struct ddsi_serdata *from_sample(const struct ddsi_sertype *type, enum ddsi_serdata_kind kind, const void *sample)
{
    (void)type, (void)kind, (void)sample;
    return NULL; // only dds_writecdr is used
}

static void to_ser(const struct ddsi_serdata *data, size_t from, size_t size, void *buffer) { memcpy(buffer, ((const struct raw *)data)->bytes + from, size); }

static struct ddsi_serdata *to_ser_ref(const struct ddsi_serdata *data, size_t from, size_t size, ddsrt_iovec_t *part)
{
    part->iov_base = (void *)(((const struct raw *)data)->bytes + from);
    part->iov_len = (ddsrt_iov_len_t)size;
    return ddsi_serdata_ref(data);
}

static void to_ser_unref(struct ddsi_serdata *data, const ddsrt_iovec_t *part)
{
    (void)part;
    ddsi_serdata_unref(data);
}

static bool to_sample(const struct ddsi_serdata *data, void *sample, void **buffer, void *limit) { return (void)data, (void)sample, (void)buffer, (void)limit, false; }

static struct ddsi_serdata *to_untyped(const struct ddsi_serdata *data)
{
    struct raw *raw = new_raw(data->type, SDK_KEY, 0);
    if (!raw) return NULL;
    raw->base.type = NULL;
    return &raw->base;
}

static bool untyped_to_sample(const struct ddsi_sertype *type, const struct ddsi_serdata *data, void *sample, void **buffer, void *limit)
{
    return (void)type, (void)data, (void)sample, (void)buffer, (void)limit, true;
}

static size_t print(const struct ddsi_sertype *type, const struct ddsi_serdata *data, char *buffer, size_t size)
{
    (void)type;
    return (size_t)snprintf(buffer, size, "%u bytes", ((const struct raw *)data)->size);
}

static void get_keyhash(const struct ddsi_serdata *data, struct ddsi_keyhash *hash, bool md5)
{
    (void)data, (void)md5;
    memset(hash, 0, sizeof *hash);
}

static const struct ddsi_serdata_ops data_ops = {
    .eqkey = equal_keys, .get_size = get_size, .from_ser = from_ser, .from_ser_iov = from_iov, .from_keyhash = from_keyhash, .from_sample = from_sample,
    .to_ser = to_ser, .to_ser_ref = to_ser_ref, .to_ser_unref = to_ser_unref, .to_sample = to_sample, .to_untyped = to_untyped,
    .untyped_to_sample = untyped_to_sample, .free = free_raw, .print = print, .get_keyhash = get_keyhash};

static void free_type(struct ddsi_sertype *type)
{
    ddsi_sertype_fini(type);
    free(type);
}

static void zero_samples(const struct ddsi_sertype *type, void *samples, size_t count) { (void)type, (void)samples, (void)count; }
static void realloc_samples(void **samples, const struct ddsi_sertype *type, void *old, size_t had, size_t count) { (void)samples, (void)type, (void)old, (void)had, (void)count; }
static void free_samples(const struct ddsi_sertype *type, void **samples, size_t count, dds_free_op_t op) { (void)type, (void)samples, (void)count, (void)op; }
static bool equal_types(const struct ddsi_sertype *a, const struct ddsi_sertype *b) { return (void)a, (void)b, true; }
static uint32_t hash_type(const struct ddsi_sertype *type) { return (void)type, 0; }

// dds_create_topic_sertype checks the name, asks for the type information, then uses the name: an accepted name is checked, the right one used.
static const char *right_name;
static char *checked_name;

static ddsi_typeinfo_t *type_info(const struct ddsi_sertype *type)
{
    (void)type;
    if (right_name) strcpy(checked_name, right_name);
    right_name = NULL;
    return NULL; // none: peers match by the type's name
}

static const struct ddsi_sertype_ops type_ops = {
    .version = ddsi_sertype_v0, .free = free_type, .zero_samples = zero_samples, .realloc_samples = realloc_samples, .free_samples = free_samples,
    .equal = equal_types, .hash = hash_type, .type_info = type_info};

dds_entity_t raw_topic(dds_entity_t participant, const char *name, const char *type_name, struct ddsi_sertype **type)
{
    *type = calloc(1, sizeof **type);
    ddsi_sertype_init_flags(*type, type_name, &type_ops, &data_ops, DDSI_SERTYPE_FLAG_TOPICKIND_NO_KEY);
    (*type)->allowed_data_representation = DDS_DATA_REPRESENTATION_FLAG_XCDR1;
    char buffer[topic_size] = "x";
    checked_name = buffer;
    right_name = name;
    return dds_create_topic_sertype(participant, buffer, type, NULL, NULL, NULL);
}

// Plain CDR by hand: with no buffer it counts, and alignment is counted from after the encapsulation.

static uint32_t put(uint8_t *bytes, uint32_t at, const void *what, size_t size)
{
    if (bytes && size > 0) memcpy(bytes + header + at, what, size);
    return at + (uint32_t)size;
}

static uint32_t put_u32(uint8_t *bytes, uint32_t at, uint32_t value)
{
    const uint8_t little[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    return put(bytes, (at + 3) & ~3u, little, 4);
}

static uint32_t put_id(uint8_t *bytes, uint32_t at, const node_id *id)
{
    const uint32_t length = (uint32_t)strlen(id->name) + 1;
    at = put(bytes, put_u32(bytes, at, length), id->name, length);
    return put(bytes, at, id->id, 4);
}

static uint32_t put_reference(uint8_t *bytes, const reference_t *reference)
{
    const uint32_t at = put_id(bytes, 0, &reference->client);
    return put_id(bytes, put_u32(bytes, at, reference->task), &reference->server);
}

static uint32_t put_data(uint8_t *bytes, const reference_t *reference, const uint8_t *payload, uint32_t size)
{
    uint32_t at = put_u32(bytes, put_reference(bytes, reference), size);
    at = put(bytes, at, &(uint8_t){1}, 1); // owned: an AML-IP receiver frees the bytes only with 1
    return put(bytes, at, payload, size);
}

struct raw *raw_reference(const struct ddsi_sertype *type, const reference_t *reference)
{
    struct raw *raw = new_raw(type, SDK_DATA, header + put_reference(NULL, reference));
    if (!raw) return NULL;
    raw->bytes[1] = 1; // little-endian
    put_reference(raw->bytes, reference);
    return raw;
}

struct raw *raw_data(const struct ddsi_sertype *type, const reference_t *reference, const uint8_t *payload, uint32_t size)
{
    struct raw *raw = new_raw(type, SDK_DATA, header + put_data(NULL, reference, payload, size));
    if (!raw) return NULL;
    raw->bytes[1] = 1; // little-endian
    put_data(raw->bytes, reference, payload, size);
    return raw;
}

static uint32_t put_statistics(uint8_t *bytes, const char *name, const node_id *server, const uint8_t *payload, uint32_t size)
{
    const uint32_t length = (uint32_t)strlen(name) + 1;
    uint32_t at = put(bytes, put_u32(bytes, 0, length), name, length);
    at = put_id(bytes, put_u32(bytes, at, size), server);
    return put(bytes, at, payload, size);
}

struct raw *raw_statistics(const struct ddsi_sertype *type, const char *name, const node_id *server, const uint8_t *payload, uint32_t size)
{
    struct raw *raw = new_raw(type, SDK_DATA, header + put_statistics(NULL, name, server, payload, size));
    if (!raw) return NULL;
    raw->bytes[1] = 1; // little-endian
    put_statistics(raw->bytes, name, server, payload, size);
    return raw;
}

struct cursor { const uint8_t *bytes; uint32_t size, at; bool big, good; };

static const uint8_t *get(struct cursor *in, uint32_t size)
{
    if (!in->good || in->size - in->at < size) return in->good = false, NULL;
    in->at += size;
    return in->bytes + in->at - size;
}

static uint32_t get_u32(struct cursor *in)
{
    get(in, (4 - in->at % 4) % 4);
    const uint8_t *b = get(in, 4);
    if (!b) return 0;
    return in->big ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3] : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static void get_id(struct cursor *in, node_id *id)
{
    memset(id, 0, sizeof *id);
    const uint32_t length = get_u32(in);
    if (length == 0 || length > sizeof id->name) in->good = false;
    const uint8_t *name = get(in, length), *octets = get(in, 4);
    if (!octets || name[length - 1] != 0) { in->good = false; return; }
    memcpy(id->name, name, length);
    memcpy(id->id, octets, 4);
}

static struct cursor open_cursor(const struct raw *sample)
{
    if (sample->size < header || sample->bytes[0] != 0 || sample->bytes[1] > 1) return (struct cursor){.good = false};
    return (struct cursor){sample->bytes + header, sample->size - header, 0, sample->bytes[1] == 0, true};
}

bool raw_parse(const struct raw *sample, reference_t *reference, const uint8_t **payload, uint32_t *size)
{
    struct cursor in = open_cursor(sample);
    get_id(&in, &reference->client);
    reference->task = get_u32(&in);
    get_id(&in, &reference->server);
    if (!payload) return in.good;
    *size = get_u32(&in);
    get(&in, 1);
    *payload = get(&in, *size);
    return in.good;
}

bool raw_parse_statistics(const struct raw *sample, const char **name, node_id *server, const uint8_t **payload, uint32_t *size)
{
    struct cursor in = open_cursor(sample);
    const uint32_t length = get_u32(&in);
    *name = (const char *)get(&in, length);
    if (!*name || length == 0 || (*name)[length - 1] != 0) return false;
    *size = get_u32(&in);
    get_id(&in, server);
    *payload = get(&in, *size);
    return in.good;
}
