// AML-IP's synchronous main node: one task at a time, the first reply is taken, no time limits.
'use strict'

const { event, idText, sameId, sameTask, jobTopic, generate, solve } = require('./wire')

class Client {
  static kind = 3

  constructor (node) {
    this.node = node
    this.id = node.options.id
    this.replies = jobTopic('reply_available', this.id)
    this.solutions = jobTopic('task_solution', this.id)
    this.writers = [{ topic: jobTopic('request_availability'), type: 'ms_request' }, { topic: jobTopic('task_target'), type: 'ms_reference' }]
    this.readers = [{ topic: this.replies, type: 'ms_reference' }, { topic: this.solutions, type: 'ms_data_GENERIC' }]
    this.waiting = []
    this.tasks = []
    this.nextTask = 0
    this.open = null
  }

  start () { this.node.status('stopped') }

  command (verb, words) {
    if (verb === 'request-only') this.request(this.nextTask++)
    else if (verb === 'job' || verb === 'jobs') {
      const [size, seed] = words.slice(-2).map(Number)
      if (size !== this.node.options.payload) throw new Error(`this peer's jobs have ${this.node.options.payload} bytes: start it with --payload ${size}`)
      const count = verb === 'job' ? 1 : Number(words[0])
      for (let i = 0; i < count; i++) this.waiting.push(seed + i)
      this.next()
    } else return false
    return true
  }

  sample (topic, sample) {
    if (topic === this.replies) this.reply(sample)
    else this.solution(sample)
  }

  next () {
    if (this.open || this.waiting.length === 0) return
    this.node.status('running')
    this.open = { client: this.id, task: this.nextTask++, seed: this.waiting.shift(), server: null, copies: 0 }
    this.tasks.push(this.open)
    this.request(this.open.task)
  }

  request (task) {
    this.node.bus.write(jobTopic('request_availability'), { client: this.id, task })
    event('request-written', { task })
  }

  reply (offer) {
    const first = this.open !== null && !this.open.server && sameTask(offer, this.open)
    event('reply', { client: idText(offer.client), task: offer.task, server: idText(offer.server), first })
    if (!first) return
    this.open.server = offer.server
    const { client, task, server } = offer
    this.node.bus.write(jobTopic('task_target'), { client, task, server })
    event('target-written', { task, server: idText(server) })
    const data = generate(this.node.options.payload, this.open.seed)
    this.node.bus.writeDirect(jobTopic('task_data', server), 'ms_data_GENERIC', { client, task, server, size: data.length, owned: 1, data })
    event('data-written', { task, server: idText(server), size: data.length })
  }

  solution (sample) {
    const task = this.tasks.find(one => one.server && sameTask(one, sample))
    if (!task) return event('stray-solution', { client: idText(sample.client), task: sample.task, server: idText(sample.server) })
    const expected = solve(generate(this.node.options.payload, task.seed))
    const ok = sample.size === expected.length && expected.every((octet, i) => octet === sample.data[i])
    event('solution', { task: task.task, server: idText(sample.server), ok, size: sample.size, copy: ++task.copies, sameServer: sameId(sample.server, task.server) })
    if (task.copies > 1) return
    this.open = null
    this.node.status('stopped')
    this.next()
    if (!this.open) event('idle', { tasks: this.tasks.length })
  }
}

module.exports = { Client }
