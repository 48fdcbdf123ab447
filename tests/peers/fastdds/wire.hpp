// AML-IP's wire types and topic names.
#pragma once

#include <map>

#include "cdr.hpp"

namespace peer {

struct Id
{
    std::string name;
    std::array<uint8_t, 4> random{};

    std::string text() const; // name.aa.bb.cc.dd, as in the names of direct topics
    static Id parse(const std::string& text);
};

bool operator==(const Id& a, const Id& b);
bool operator!=(const Id& a, const Id& b);

struct Status
{
    Id id;
    uint32_t kind = 0;
    uint32_t state = 0;
};

struct Request
{
    Id client;
    uint32_t task = 0;

    std::string key() const { return client.text() + "#" + std::to_string(task); }
};

struct Reference
{
    Id client;
    uint32_t task = 0;
    Id server;

    std::string key() const { return Request{client, task}.key(); }
};

struct Data
{
    Reference reference;
    Bytes payload;
};

// What a model sender tells of its model.
struct Statistics
{
    std::string name;
    Id server;
    Bytes payload;
};

Bytes encode(const Status& value);
Bytes encode(const Request& value);
Bytes encode(const Reference& value);
Bytes encode(const Reference& reference, const Bytes& payload);
Bytes encode(const Statistics& value);

Status decode_status(const Bytes& bytes);
Request decode_request(const Bytes& bytes);
Reference decode_reference(const Bytes& bytes);
Data decode_data(const Bytes& bytes);
Statistics decode_statistics(const Bytes& bytes);

// The five topics of one service ("job" or "inference"), the status topic and those of the model exchange.
struct Topics
{
    std::string service;

    std::string request() const { return "amlip/" + service + "_request_availability"; }
    std::string target() const { return "amlip/" + service + "_task_target"; }
    std::string reply(const Id& client) const { return "amlip/" + service + "_reply_available_" + client.text(); }
    std::string data(const Id& server) const { return "amlip/" + service + "_task_data_" + server.text(); }
    std::string solution(const Id& client) const { return "amlip/" + service + "_task_solution_" + client.text(); }
    static std::string status() { return "amlip/status"; }
    static std::string model_statistics() { return "amlip/model_statistics"; }
    static std::string model_request(const Id& sender) { return "amlip/rpc_request_model_" + sender.text(); }
    static std::string model_reply(const Id& receiver) { return "amlip/rpc_reply_model_" + receiver.text(); }
};

// The DDS type name that belongs to a topic's name; throws std::invalid_argument for a topic that AML-IP does not have.
std::string type_of(const std::string& topic);

// A valid sample for a topic, with no zero bytes at its end: what the misbehaviours cut short.
Bytes example_for(const std::string& topic);

// Names of kinds and states; an unknown value is shown as its number, a number is accepted for a name.
std::string kind_name(uint32_t kind);
std::string state_name(uint32_t state);
uint32_t kind_value(const std::string& text);
uint32_t state_value(const std::string& text);

std::string to_hex(const Bytes& bytes);
Bytes from_hex(const std::string& text);

} // namespace peer
