// Ids, topics, kinds and states of AML-IP; events and payloads as the other peers have them.
'use strict'

const kinds = ['undetermined', 'discovery', 'agent', 'main', 'computing', 'status', 'meta', 'edge', 'inference', 'model_receiver', 'model_sender', 'fiware']
const states = ['unknown', 'running', 'stopped', 'dropped']

const start = process.hrtime.bigint()

/** One event: a line of JSON on standard output. */
function event (name, fields = {}) {
  const at = Number((process.hrtime.bigint() - start) / 1000n)
  process.stdout.write(JSON.stringify({ event: name, at, ...fields }) + '\n')
}

const idText = id => [id.name, ...id.id.map(octet => octet.toString(16).padStart(2, '0'))].join('.')
const sameId = (a, b) => a.name === b.name && a.id.every((octet, i) => octet === b.id[i])
const sameTask = (a, b) => a.task === b.task && sameId(a.client, b.client)
const jobTopic = (name, id) => `amlip/job_${name}` + (id ? `_${idText(id)}` : '')

const nameOf = (names, value) => names[value] ?? String(value)
const valueOf = (names, text) => names.includes(text) ? names.indexOf(text) : Number(text)

/** A payload made from a seed. */
function generate (size, seed) {
  const mask = (1n << 64n) - 1n
  let state = (BigInt(seed) * 0x9e3779b97f4a7c15n + 0x1234567n) & mask
  const payload = []
  for (let i = 0; i < size; i++) {
    state = (state ^ (state << 13n)) & mask
    state ^= state >> 7n
    state = (state ^ (state << 17n)) & mask
    payload.push(Number((state >> 24n) & 0xffn))
  }
  return payload
}

/** What every job is answered with. */
const solve = payload => payload.map(octet => octet ^ 0x5a)

module.exports = {
  event, idText, sameId, sameTask, jobTopic, generate, solve,
  kindName: value => nameOf(kinds, value), kindValue: text => valueOf(kinds, text),
  stateName: value => nameOf(states, value), stateValue: text => valueOf(states, text)
}
