// A Fast DDS type whose sample is the serialised bytes themselves, under any type name, without type information.
#pragma once

#include <cstring>

#include <fastdds/dds/topic/TopicDataType.hpp>

#include "cdr.hpp"

namespace peer {

class RawType : public eprosima::fastdds::dds::TopicDataType
{
    using Payload = eprosima::fastrtps::rtps::SerializedPayload_t;

public:
    explicit RawType(const std::string& name)
    {
        setName(name.c_str());
        m_typeSize = 256; // only the first guess: histories reallocate
        m_isGetKeyDefined = false;
        auto_fill_type_object(false);
        auto_fill_type_information(false);
    }

    bool serialize(void* data, Payload* payload) override
    {
        const Bytes& bytes = *static_cast<Bytes*>(data);
        if (payload->max_size < bytes.size()) return false;
        if (!bytes.empty()) std::memcpy(payload->data, bytes.data(), bytes.size());
        payload->length = static_cast<uint32_t>(bytes.size());
        payload->encapsulation = bytes.size() > 1 && bytes[1] == 0 ? CDR_BE : CDR_LE;
        return true;
    }

    bool deserialize(Payload* payload, void* data) override
    {
        static_cast<Bytes*>(data)->assign(payload->data, payload->data + payload->length);
        return true;
    }

    std::function<uint32_t()> getSerializedSizeProvider(void* data) override
    {
        return [data] { return static_cast<uint32_t>(static_cast<Bytes*>(data)->size()); };
    }

    void* createData() override { return new Bytes; }

    void deleteData(void* data) override { delete static_cast<Bytes*>(data); }

    bool getKey(void*, eprosima::fastrtps::rtps::InstanceHandle_t*, bool) override { return false; }
};

} // namespace peer
