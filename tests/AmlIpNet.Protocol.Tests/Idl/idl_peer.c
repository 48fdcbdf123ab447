/* Cyclone DDS's own serializer, driven by what idlc made of amlip.idl, amlipnet.idl and variants.idl: an independent opinion about the bytes of the wire.
 *
 * Each line of standard input is answered by one line:
 *   le TYPE FIELD...   the CDR of the fields in hexadecimal, little-endian, with its encapsulation
 *   be TYPE FIELD...   the same in big-endian
 *   read TYPE CDR      the fields, or "malformed"
 * How fields are written: fields.h. */

#include "dds/dds.h"
#include "dds/ddsi/ddsi_cdrstream.h"

#include "dataspace.h"
#include "fields.h"
#include "native.h"
#include "variants.h"

enum { XCDR1 = 1, MAX_LINE = 1 << 23 };

/* The types */

static void get_status(void *sample)
{
  amlip_status *s = sample;
  get_id(&s->id);
  s->kind = get_number();
  s->state = get_number();
}

static void put_status(const void *sample)
{
  const amlip_status *s = sample;
  put_id(&s->id);
  put_number(s->kind);
  put_number(s->state);
}

static void get_request(void *sample)
{
  amlip_ms_request *s = sample;
  get_id(&s->client);
  s->task = get_number();
}

static void put_request(const void *sample)
{
  const amlip_ms_request *s = sample;
  put_id(&s->client);
  put_number(s->task);
}

static void get_reference(void *sample)
{
  amlip_ms_reference *s = sample;
  get_id(&s->client);
  s->task = get_number();
  get_id(&s->server);
}

static void put_reference(const void *sample)
{
  const amlip_ms_reference *s = sample;
  put_id(&s->client);
  put_number(s->task);
  put_id(&s->server);
}

/* ms_data_0 is how all ms_data_N begin. */
static void get_data_header(void *sample)
{
  variants_ms_data_0 *s = sample;
  get_id(&s->client);
  s->task = get_number();
  get_id(&s->server);
  s->size = get_number();
  s->owned = (uint8_t) get_number();
}

static void put_data_header(const void *sample)
{
  const variants_ms_data_0 *s = sample;
  put_id(&s->client);
  put_number(s->task);
  put_id(&s->server);
  put_number(s->size);
  put_number(s->owned);
}

static void get_data_5(void *sample)
{
  get_data_header(sample);
  get_bytes(((variants_ms_data_5 *) sample)->data, 5);
}

static void put_data_5(const void *sample)
{
  put_data_header(sample);
  put_bytes(((const variants_ms_data_5 *) sample)->data, 5);
}

static void get_data_1000(void *sample)
{
  get_data_header(sample);
  get_bytes(((variants_ms_data_1000 *) sample)->data, 1000);
}

static void put_data_1000(const void *sample)
{
  put_data_header(sample);
  put_bytes(((const variants_ms_data_1000 *) sample)->data, 1000);
}

static void get_statistics(void *sample)
{
  variants_statistics_3 *s = sample;
  get_string(s->name, sizeof(s->name) - 1);
  s->size = get_number();
  get_id(&s->server);
  get_bytes(s->data, sizeof(s->data));
}

static void put_statistics(const void *sample)
{
  const variants_statistics_3 *s = sample;
  put_string(s->name);
  put_number(s->size);
  put_id(&s->server);
  put_bytes(s->data, sizeof(s->data));
}

static const struct type
{
  const char *name;
  const dds_topic_descriptor_t *descriptor;
  void (*get)(void *sample);
  void (*put)(const void *sample);
} types[] = {
  { "status", &amlip_status_desc, get_status, put_status },
  { "ms_request", &amlip_ms_request_desc, get_request, put_request },
  { "ms_reference", &amlip_ms_reference_desc, get_reference, put_reference },
  { "ms_data_0", &variants_ms_data_0_desc, get_data_header, put_data_header },
  { "ms_data_5", &variants_ms_data_5_desc, get_data_5, put_data_5 },
  { "ms_data_1000", &variants_ms_data_1000_desc, get_data_1000, put_data_1000 },
  { "statistics_3", &variants_statistics_3_desc, get_statistics, put_statistics },
  { "availability", &amlipnet_v1_availability_desc, get_availability, put_availability },
  { "work", &amlipnet_v1_work_desc, get_work, put_work },
  { "outcome", &amlipnet_v1_outcome_desc, get_outcome, put_outcome },
  { "data_entries", &amlipnet_v1_data_entries_desc, get_data_entries, put_data_entries },
  { "data_control", &amlipnet_v1_data_control_desc, get_data_control, put_data_control },
  { "data_part", &amlipnet_v1_data_part_desc, get_data_part, put_data_part },
};

static const struct type *find_type(const char *name)
{
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
    if (strcmp(types[i].name, name) == 0)
      return &types[i];
  fail("unknown type");
  return NULL;
}

/* The serializer */

static void write_cdr(const struct type *type, void *sample, bool big_endian)
{
  type->get(sample);
  dds_ostreamLE_t le;
  dds_ostreamBE_t be;
  dds_ostream_t *os = big_endian ? &be.x : &le.x;
  dds_ostream_init(os, 64, XCDR1);
  if (big_endian)
    dds_stream_writeBE(&be, sample, type->descriptor->m_ops);
  else
    dds_stream_writeLE(&le, sample, type->descriptor->m_ops);
  printf(big_endian ? "00000000" : "00010000");
  for (uint32_t i = 0; i < os->m_index; i++)
    printf("%02x", os->m_buffer[i]);
  dds_ostream_fini(os);
}

static void read_cdr(const struct type *type, void *sample)
{
  static uint64_t aligned[MAX_LINE / sizeof(uint64_t)];
  uint8_t *cdr = (uint8_t *) aligned + 4; /* so that the first byte after the encapsulation is aligned to 8 */
  size_t count = parse_hex(next_word(), cdr, sizeof(aligned) - 4);
  uint32_t consumed = 0;
  if (count < 4 || cdr[0] != 0 || cdr[1] > 1
      || dds_stream_normalize_data((char *) cdr + 4, &consumed, (uint32_t) count - 4, cdr[1] == 0, XCDR1, type->descriptor->m_ops) == NULL)
  {
    printf("malformed");
    return;
  }
  dds_istream_t is;
  dds_istream_init(&is, consumed, cdr + 4, XCDR1);
  dds_stream_read(&is, sample, type->descriptor->m_ops);
  type->put(sample);
}

int main(void)
{
  static char line[MAX_LINE];
  while (fgets(line, sizeof(line), stdin) != NULL)
  {
    const char *command = strtok(line, " \n");
    if (command == NULL)
      continue;
    const struct type *type = find_type(next_word());
    void *sample = dds_alloc(type->descriptor->m_size); /* zeroed */
    if (strcmp(command, "read") == 0)
      read_cdr(type, sample);
    else
      write_cdr(type, sample, strcmp(command, "be") == 0);
    printf("\n");
    dds_sample_free(sample, type->descriptor, DDS_FREE_ALL);
  }
  return 0;
}
