#include "wire.hpp"

#include <algorithm>

namespace peer {

namespace {

constexpr uint32_t longest_name = 28;
constexpr uint32_t longest_statistics_name = 65535; // AML-IP sets no bound
const char* const hex_digits = "0123456789abcdef";

const std::vector<std::string> kinds{"undetermined", "discovery", "agent", "main", "computing", "status", "meta", "edge",
    "inference", "model_receiver", "model_sender", "fiware"};
const std::vector<std::string> states{"unknown", "running", "stopped", "dropped"};

void write(CdrWriter& cdr, const Id& id)
{
    cdr.string(id.name);
    cdr.octets(id.random);
}

void write(CdrWriter& cdr, const Reference& reference)
{
    write(cdr, reference.client);
    cdr.u32(reference.task);
    write(cdr, reference.server);
}

Id read_id(CdrReader& cdr)
{
    Id id;
    id.name = cdr.string(longest_name);
    id.random = cdr.octets4();
    return id;
}

Reference read_reference(CdrReader& cdr)
{
    Reference reference;
    reference.client = read_id(cdr);
    reference.task = cdr.u32();
    reference.server = read_id(cdr);
    return reference;
}

std::string name_of(const std::vector<std::string>& names, uint32_t value)
{
    return value < names.size() ? names[value] : std::to_string(value);
}

uint32_t value_of(const std::vector<std::string>& names, const std::string& text)
{
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end()) return static_cast<uint32_t>(found - names.begin());
    return static_cast<uint32_t>(std::stoul(text));
}

} // namespace

bool operator==(const Id& a, const Id& b) { return a.name == b.name && a.random == b.random; }
bool operator!=(const Id& a, const Id& b) { return !(a == b); }

std::string Id::text() const
{
    std::string text = name;
    for (const uint8_t byte : random)
    {
        text += '.';
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

Id Id::parse(const std::string& text)
{
    constexpr size_t tail = 12; // .aa.bb.cc.dd
    if (text.size() < tail) throw std::invalid_argument("an id is name.aa.bb.cc.dd, not " + text);
    std::string digits = text.substr(text.size() - tail);
    digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
    const Bytes random = from_hex(digits);
    if (random.size() != 4) throw std::invalid_argument("an id is name.aa.bb.cc.dd, not " + text);
    return Id{text.substr(0, text.size() - tail), {random[0], random[1], random[2], random[3]}};
}

Bytes encode(const Status& value)
{
    CdrWriter cdr;
    write(cdr, value.id);
    cdr.u32(value.kind);
    cdr.u32(value.state);
    return cdr.take();
}

Bytes encode(const Request& value)
{
    CdrWriter cdr;
    write(cdr, value.client);
    cdr.u32(value.task);
    return cdr.take();
}

Bytes encode(const Reference& value)
{
    CdrWriter cdr;
    write(cdr, value);
    return cdr.take();
}

Bytes encode(const Reference& reference, const Bytes& payload)
{
    CdrWriter cdr;
    cdr.reserve(128 + payload.size());
    write(cdr, reference);
    cdr.u32(static_cast<uint32_t>(payload.size()));
    cdr.octet(1); // "owned": with 0 an AML-IP receiver never frees the payload
    cdr.octets(payload);
    return cdr.take();
}

Bytes encode(const Statistics& value)
{
    CdrWriter cdr;
    cdr.reserve(128 + value.name.size() + value.payload.size());
    cdr.string(value.name);
    cdr.u32(static_cast<uint32_t>(value.payload.size()));
    write(cdr, value.server);
    cdr.octets(value.payload);
    return cdr.take();
}

Status decode_status(const Bytes& bytes)
{
    CdrReader cdr(bytes);
    Status status;
    status.id = read_id(cdr);
    status.kind = cdr.u32();
    status.state = cdr.u32();
    return status;
}

Request decode_request(const Bytes& bytes)
{
    CdrReader cdr(bytes);
    Request request;
    request.client = read_id(cdr);
    request.task = cdr.u32();
    return request;
}

Reference decode_reference(const Bytes& bytes)
{
    CdrReader cdr(bytes);
    return read_reference(cdr);
}

Data decode_data(const Bytes& bytes)
{
    CdrReader cdr(bytes);
    Data data;
    data.reference = read_reference(cdr);
    const uint32_t size = cdr.u32();
    if (cdr.octet() != 1) throw Malformed("a payload that is not owned");
    data.payload = cdr.octets(size);
    return data;
}

Statistics decode_statistics(const Bytes& bytes)
{
    CdrReader cdr(bytes);
    Statistics statistics;
    statistics.name = cdr.string(longest_statistics_name);
    const uint32_t size = cdr.u32();
    statistics.server = read_id(cdr);
    statistics.payload = cdr.octets(size);
    return statistics;
}

std::string type_of(const std::string& topic)
{
    static const std::map<std::string, std::string> services{
        {"_request_availability", "amlip::ms_request"}, {"_reply_available_", "amlip::ms_reference"},
        {"_task_target", "amlip::ms_reference"}, {"_task_data_", "amlip::ms_data_GENERIC"},
        {"_task_solution_", "amlip::ms_data_GENERIC"}};
    static const std::map<std::string, std::string> others{
        {"status", "amlip::status"}, {"model_statistics", "amlip::AMLIP-MODEL-STATISTICS"},
        {"rpc_request_model_", "amlip::rpc_requestGENERIC"}, {"rpc_reply_model_", "amlip::rpc_replyGENERIC"}};
    const auto begins = [&](const std::string& start) { return topic.compare(0, start.size(), start) == 0; };
    for (const char* service : {"job", "inference"})
        for (const auto& [part, type] : services)
            if (begins("amlip/" + (service + part))) return type;
    for (const auto& [part, type] : others)
        if (begins("amlip/" + part)) return type;
    throw std::invalid_argument("no AML-IP topic is named " + topic);
}

Bytes example_for(const std::string& topic)
{
    const Reference reference{Id{"main", {1, 2, 3, 4}}, 0x07070707, Id{"cp", {0xa1, 0xa2, 0xa3, 0xa4}}};
    const std::string type = type_of(topic);
    if (type == "amlip::status") return encode(Status{reference.client, 3, 1});
    if (type == "amlip::ms_request") return encode(Request{reference.client, reference.task});
    if (type == "amlip::ms_reference") return encode(reference);
    if (type == "amlip::AMLIP-MODEL-STATISTICS") return encode(Statistics{"model", reference.server, Bytes(64, 0x5a)});
    return encode(reference, Bytes(64, 0x5a)); // ms_data and the requests and replies for models
}

std::string kind_name(uint32_t kind) { return name_of(kinds, kind); }
std::string state_name(uint32_t state) { return name_of(states, state); }
uint32_t kind_value(const std::string& text) { return value_of(kinds, text); }
uint32_t state_value(const std::string& text) { return value_of(states, text); }

std::string to_hex(const Bytes& bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const uint8_t byte : bytes)
    {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

Bytes from_hex(const std::string& text)
{
    if (text.size() % 2 != 0 || text.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        throw std::invalid_argument("not hexadecimal: " + text);
    Bytes bytes;
    for (size_t at = 0; at < text.size(); at += 2)
        bytes.push_back(static_cast<uint8_t>(std::stoul(text.substr(at, 2), nullptr, 16)));
    return bytes;
}

} // namespace peer
