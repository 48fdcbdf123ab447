// The XML from which the connector makes a participant with its types, topics and endpoints.
'use strict'

const text = value => String(value).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`)

const id = name => `<member name="${name}" type="nonBasic" nonBasicTypeName="amlip::AmlipId"/>`
const uint32 = name => `<member name="${name}" type="uint32"/>`
const struct = (name, ...members) => `<struct name="${name}" extensibility="final">${members.join('')}</struct>`

// IDL cannot say ms_data_GENERIC, whose length is not next to its bytes. A payload of one size that is known before can be said: an array.
function types (payloadBytes) {
  return '<types><module name="amlip">' +
    struct('AmlipId', '<member name="name" type="string" stringMaxLength="28"/>', '<member name="id" type="octet" arrayDimensions="4"/>') +
    struct('status', id('id'), uint32('kind'), uint32('state')) +
    struct('ms_request', id('client'), uint32('task')) +
    struct('ms_reference', id('client'), uint32('task'), id('server')) +
    struct('ms_data_GENERIC', id('client'), uint32('task'), id('server'), uint32('size'), '<member name="owned" type="octet"/>',
      `<member name="data" type="octet" arrayDimensions="${payloadBytes}"/>`) +
    '</module></types>'
}

function participantQos (options, name) {
  const lease = (element, seconds) => `<${element}><sec>${Math.floor(seconds)}</sec><nanosec>${Math.round(seconds % 1 * 1e9)}</nanosec></${element}>`
  const announced = options.typeInformation ? '' : '<resource_limits><type_code_max_serialized_length>0</type_code_max_serialized_length>' +
    '<type_object_max_serialized_length>0</type_object_max_serialized_length></resource_limits>'
  return `<domain_participant_qos><participant_name><name>${text(name)}</name></participant_name>` +
    '<transport_builtin><mask>UDPv4</mask></transport_builtin>' +
    `<discovery><initial_peers><element>${options.peers - 1}@builtin.udpv4://127.0.0.1</element></initial_peers><multicast_receive_addresses/></discovery>` +
    '<discovery_config>' + lease('participant_liveliness_lease_duration', options.lease) + lease('participant_liveliness_assert_period', options.lease / 3) +
    lease('max_liveliness_loss_detection_period', options.lease / 4) + '</discovery_config>' + announced +
    '<property><value><element><name>dds.transport.UDPv4.builtin.parent.allow_interfaces_list</name><value>127.0.0.1</value></element></value></property>' +
    '</domain_participant_qos>'
}

// Request and offer as AML-IP's; everything else is Connext's own default, the delay of its readers' acknowledgements (up to 0.5 s) included.
function endpointQos (kind, keepLast, prompt) {
  const delay = prompt && kind === 'datareader_qos'
    ? '<protocol><rtps_reliable_reader><max_heartbeat_response_delay><sec>0</sec><nanosec>0</nanosec></max_heartbeat_response_delay></rtps_reliable_reader></protocol>'
    : ''
  const history = keepLast ? '<kind>KEEP_LAST_HISTORY_QOS</kind><depth>1</depth>' : '<kind>KEEP_ALL_HISTORY_QOS</kind>'
  return `<${kind}><reliability><kind>RELIABLE_RELIABILITY_QOS</kind></reliability><durability><kind>TRANSIENT_LOCAL_DURABILITY_QOS</kind></durability>` +
    `<history>${history}</history>${delay}</${kind}>`
}

/**
 * A configuration named Peers::Peer.
 * @param options of the command line
 * @param name the participant's
 * @param writers and readers: { topic, type } each, named W0, W1, ... and R0, R1, ...
 */
function configuration (options, name, writers, readers) {
  const endpoints = [...writers, ...readers]
  const used = [...new Set(endpoints.map(one => one.type))]
  const topics = [...new Map(endpoints.map(one => [one.topic, one.type]))]
  const reference = one => `topic_ref="T${topics.findIndex(([topic]) => topic === one.topic)}"`
  const keepsLast = one => one.type === 'status'
  return '<?xml version="1.0"?><dds>' + types(options.payload) +
    '<domain_library name="Domains"><domain name="Domain">' +
    used.map(type => `<register_type name="${type}" type_ref="amlip::${type}"><registered_name>amlip::${type}</registered_name></register_type>`).join('') +
    topics.map(([topic, type], i) => `<topic name="T${i}" register_type_ref="${type}"><registered_name>${text(topic)}</registered_name></topic>`).join('') +
    '</domain></domain_library><domain_participant_library name="Peers">' +
    `<domain_participant name="Peer" domain_ref="Domains::Domain" domain_id="${options.domain}">` +
    '<publisher name="P">' + writers.map((one, i) => `<data_writer name="W${i}" ${reference(one)}>${endpointQos('datawriter_qos', keepsLast(one))}</data_writer>`).join('') + '</publisher>' +
    '<subscriber name="S">' + readers.map((one, i) => `<data_reader name="R${i}" ${reference(one)}>${endpointQos('datareader_qos', false, options.prompt)}</data_reader>`).join('') + '</subscriber>' +
    participantQos(options, name) + '</domain_participant></domain_participant_library></dds>'
}

module.exports = { configuration }
