// All that is known of the connector: its participants, made of XML, and their inputs and outputs, whose samples are JSON.
'use strict'

const fs = require('fs')
const os = require('os')
const path = require('path')
const { configuration } = require('./xml')

const installed = process.env.AMLIPNET_RTI_CONNECTOR
if (!installed) {
  process.stderr.write('amlip-rti-peer: AMLIPNET_RTI_CONNECTOR names no folder with the connector. Run: ./build.sh interop --rti\n')
  process.exit(2)
}
const rti = require(installed)

/** One participant. */
class Participant {
  constructor (options, name, writers, readers = []) {
    // The connector reads a file, and needs it no more once the participant is there: a peer that is killed leaves none behind.
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'amlip-rti-peer-'))
    const file = path.join(folder, 'peer.xml')
    try {
      fs.writeFileSync(file, configuration(options, name, writers, readers))
      this.connector = new rti.Connector('Peers::Peer', file)
    } finally {
      fs.rmSync(folder, { recursive: true, force: true })
    }
    this.outputs = new Map(writers.map((one, i) => [one.topic, this.connector.getOutput(`P::W${i}`)]))
    this.inputs = readers.map((one, i) => [one.topic, this.connector.getInput(`S::R${i}`)])
  }

  write (topic, sample) {
    const output = this.outputs.get(topic)
    output.instance.setFromJson(sample)
    output.write()
  }

  /** Calls take(topic, sample) with all that has arrived. */
  poll (take) {
    for (const [topic, input] of this.inputs) {
      input.take()
      for (const sample of input.samples.validDataIter) take(topic, sample.getJson())
    }
  }

  /** What was written on a topic is heard by all before we leave, or a second is over. */
  async heard (topic) {
    try {
      await this.outputs.get(topic).wait(1000)
    } catch {
      // a time-out: a reader is gone
    }
  }

  close () { this.connector.close() }
}

/** The node's participant, and one more for each node that it writes to: the connector makes no writers later. */
class Bus {
  constructor (options, shared, readers) {
    this.options = options
    this.participant = new Participant(options, options.id.name, [{ topic: 'amlip/status', type: 'status' }, ...shared], readers)
    this.direct = new Map()
  }

  write (topic, sample) { this.participant.write(topic, sample) }

  writeDirect (topic, type, sample) {
    if (!this.direct.has(topic)) this.direct.set(topic, new Participant(this.options, `${this.options.id.name}-w`.slice(0, 28), [{ topic, type }]))
    this.direct.get(topic).write(topic, sample)
  }

  poll (take) { this.participant.poll(take) }

  async close () {
    await this.participant.heard('amlip/status')
    for (const one of [...this.direct.values(), this.participant]) one.close()
  }
}

module.exports = { Bus }
