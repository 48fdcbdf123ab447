// Stands in for RTI's connector where it is not installed: as much of its interface as bus.js uses, over the Fast DDS peer, which carries the bytes.
// It shows that the nodes are right and that the XML names what it has; it says nothing of RTI Connext.
'use strict'

const childProcess = require('child_process')
const fs = require('fs')
const readline = require('readline')

/** Plain CDR, little-endian, written or read by the same description of a type. */
class Writer {
  constructor () { this.octets = [] }
  octet (value) { this.octets.push(value); return value }
  uint32 (value) {
    while (this.octets.length % 4 !== 0) this.octets.push(0)
    for (let shift = 0; shift < 32; shift += 8) this.octets.push((value >>> shift) & 0xff)
    return value
  }

  string (value) {
    const bytes = Buffer.from(value + '\0')
    this.uint32(bytes.length)
    this.octets.push(...bytes)
    return value
  }

  hex () { return '00010000' + Buffer.from(this.octets).toString('hex') }
}

class Reader {
  constructor (hex) {
    this.bytes = Buffer.from(hex, 'hex').subarray(4)
    this.at = 0
  }

  octet () { return this.bytes.readUInt8(this.at++) }
  uint32 () {
    this.at = (this.at + 3) & ~3
    this.at += 4
    return this.bytes.readUInt32LE(this.at - 4)
  }

  string () {
    const length = this.uint32()
    this.at += length
    return this.bytes.toString('utf8', this.at - length, this.at - 1)
  }
}

const attribute = (element, name) => element.match(new RegExp(` ${name}="([^"]*)"`))?.[1]
const decode = text => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
const only = (xml, pattern, what) => xml.match(pattern)?.[1] ?? fail(`the XML has no ${what}`)
function fail (why) { throw new Error(why) }

class Types {
  constructor (xml) {
    this.structs = new Map([...xml.matchAll(/<struct name="(\w+)" extensibility="final">(.*?)<\/struct>/g)].map(([, name, body]) =>
      [`amlip::${name}`, [...body.matchAll(/<member [^>]*\/>/g)].map(([member]) => ({
        name: attribute(member, 'name'), type: attribute(member, 'nonBasicTypeName') ?? attribute(member, 'type'), count: Number(attribute(member, 'arrayDimensions') ?? 0)
      }))]))
  }

  walk (type, cdr, value) {
    if (type in { octet: 0, uint32: 0, string: 0 }) return cdr[type](value)
    const members = this.structs.get(type) ?? fail(`the XML has no type ${type}`)
    return Object.fromEntries(members.map(({ name, type, count }) => [name, count === 0
      ? this.walk(type, cdr, value?.[name])
      : Array.from({ length: count }, (_, i) => this.walk(type, cdr, value?.[name][i]))]))
  }
}

class Output {
  constructor (connector, topic, type) {
    this.instance = { setFromJson: sample => { this.sample = sample } }
    this.write = () => {
      const cdr = new Writer()
      connector.types.walk(type, cdr, this.sample)
      connector.tell(`garbage ${topic} ${cdr.hex()}`)
    }
    this.wait = () => new Promise(resolve => connector.child.stdin.write('', resolve))
  }
}

class Input {
  constructor (connector, type) {
    this.arrived = []
    this.samples = { validDataIter: [] }
    this.take = () => {
      this.samples = { validDataIter: this.arrived.splice(0).map(hex => ({ getJson: () => connector.types.walk(type, new Reader(hex)) })) }
    }
  }
}

class Connector {
  constructor (name, file) {
    const xml = fs.readFileSync(file, 'utf8')
    if (name !== 'Peers::Peer') fail(`the XML has no configuration ${name}`)
    this.types = new Types(xml)
    const types = new Map([...xml.matchAll(/<register_type name="(\w+)" type_ref="([\w:]+)">/g)].map(([, name, type]) => [name, type]))
    const topics = new Map([...xml.matchAll(/<topic name="(\w+)" register_type_ref="(\w+)"><registered_name>([^<]+)<\/registered_name>/g)]
      .map(([, name, type, topic]) => [name, { topic: decode(topic), type: types.get(type) ?? fail(`no registered type ${type}`) }]))
    const endpoints = (element, make) => new Map([...xml.matchAll(new RegExp(`<${element} name="(\\w+)" topic_ref="(\\w+)">`, 'g'))]
      .map(([, name, topic]) => [name, make(topics.get(topic) ?? fail(`no topic ${topic}`))]))
    this.outputs = endpoints('data_writer', ({ topic, type }) => new Output(this, topic, type))
    const byTopic = new Map()
    this.inputs = endpoints('data_reader', ({ topic, type }) => byTopic.set(topic, new Input(this, type)).get(topic))
    const id = Math.floor(Math.random() * 0x100000000).toString(16).padStart(8, '0')
    this.child = childProcess.spawn(process.env.AMLIPNET_STANDIN_PEER, [
      '--domain', only(xml, / domain_id="(\d+)"/, 'domain'), '--name', decode(only(xml, /<participant_name><name>([^<]+)</, 'name')), '--id', id,
      '--lease', only(xml, /lease_duration><sec>(\d+)</, 'lease'), '--peers', String(Number(only(xml, /<element>(\d+)@/, 'peers')) + 1),
      'dump', ...byTopic.keys()], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.child.stdin.on('error', () => {}) // it has ended
    readline.createInterface({ input: this.child.stdout }).on('line', line => {
      const event = JSON.parse(line)
      if (event.event === 'sample') byTopic.get(event.topic).arrived.push(event.hex)
    })
  }

  getOutput (name) { return this.outputs.get(name.replace('P::', '')) ?? fail(`no output ${name}`) }
  getInput (name) { return this.inputs.get(name.replace('S::', '')) ?? fail(`no input ${name}`) }
  tell (command) { this.child.stdin.write(command + '\n') }
  close () { this.tell('quit') }
}

module.exports = { Connector }
