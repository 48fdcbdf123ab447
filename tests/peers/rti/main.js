// amlip-rti-peer: AML-IP's nodes on RTI Connext by its connector for JavaScript, for the interoperability tests. README.md tells the modes.
'use strict'

const readline = require('readline')
const { event, idText, kindName, kindValue, stateName, stateValue } = require('./wire')
const { Client } = require('./client')
const { Server } = require('./server')

const pollMs = 2

class StatusWriter {
  constructor () { this.writers = this.readers = [] }
  start () {}
  sample () {}
  command () { return false }
}

class StatusReader extends StatusWriter {
  static kind = 5

  constructor () {
    super()
    this.readers = [{ topic: 'amlip/status', type: 'status' }]
  }

  sample (topic, status) { event('status', { id: idText(status.id), kind: kindName(status.kind), state: stateName(status.state) }) }
}

const modes = { client: Client, server: Server, 'status-writer': StatusWriter, 'status-reader': StatusReader }

function fail (why) {
  process.stderr.write(`amlip-rti-peer: ${why}\n` +
    'usage: amlip-rti-peer --domain N --name X --id aabbccdd [--lease SECONDS] [--peers COUNT] [--payload BYTES] [--prompt] [--type-information] MODE\n' +
    '  client | server | status-writer [--kind KIND] | status-reader\n')
  process.exit(2)
}

function parse (words) {
  const options = { lease: 20, peers: 40, payload: 64, kind: 3, prompt: false, typeInformation: false, id: { name: '', id: null } }
  while (words.length > 0) {
    const word = words.shift()
    if (!word.startsWith('--')) options.mode = word
    else if (word === '--prompt') options.prompt = true
    else if (word === '--type-information') options.typeInformation = true
    else if (words.length === 0) fail(`a value is missing after ${word}`)
    else if (word === '--name') options.id.name = words.shift()
    else if (word === '--id' && /^[0-9a-f]{8}$/i.test(words[0])) options.id.id = [...Buffer.from(words.shift(), 'hex')]
    else if (word === '--kind') options.kind = kindValue(words.shift())
    else if (['--domain', '--lease', '--peers', '--payload'].includes(word) && /^\d+$/.test(words[0])) options[word.slice(2)] = Number(words.shift())
    else fail(`${word} ${words[0]} is not understood`)
  }
  if (options.domain === undefined || !options.id.name || Buffer.byteLength(options.id.name) > 28 || !options.id.id) fail('--domain, --name (at most 28 bytes) and --id are needed')
  if (!modes[options.mode]) fail(`the mode is ${Object.keys(modes).join(', ')}, not ${options.mode}`)
  return options
}

class Node {
  constructor (options) {
    this.options = options
    this.mode = new modes[options.mode](this)
    this.kind = modes[options.mode].kind ?? options.kind
    const { Bus } = require('./bus')
    this.bus = new Bus(options, this.mode.writers, this.mode.readers)
  }

  status (state) {
    this.bus.write('amlip/status', { id: this.options.id, kind: this.kind, state: stateValue(state) })
    event('status-written', { state })
  }

  /** Until "quit" or the end of standard input. */
  async run () {
    event('ready', { mode: this.options.mode, id: idText(this.options.id), domain: this.options.domain })
    this.mode.start()
    const timer = setInterval(() => this.bus.poll((topic, sample) => this.mode.sample(topic, sample)), pollMs)
    for await (const line of readline.createInterface({ input: process.stdin })) {
      if (line === 'quit') break
      this.command(line)
    }
    clearInterval(timer)
    if (this.options.mode === 'client' || this.options.mode === 'server') this.status('dropped')
    await this.bus.close()
    process.exit(0)
  }

  command (line) {
    const [verb, ...words] = line.split(' ')
    try {
      if (verb === 'status') this.status(words[0])
      else if (!this.mode.command(verb, words)) throw new Error('unknown command')
      event('done', { line })
    } catch (error) {
      event('bad-command', { line, why: error.message })
    }
  }
}

new Node(parse(process.argv.slice(2))).run()
