// AML-IP's synchronous computing node: one request at a time, no time limits, no check of the data's ids.
'use strict'

const { event, idText, sameId, sameTask, jobTopic, solve } = require('./wire')

const told = (what, task) => event(what, { client: idText(task.client), task: task.task })

class Server {
  static kind = 4

  constructor (node) {
    this.node = node
    this.id = node.options.id
    this.writers = []
    this.readers = [{ topic: jobTopic('request_availability'), type: 'ms_request' }, { topic: jobTopic('task_target'), type: 'ms_reference' },
      { topic: jobTopic('task_data', this.id), type: 'ms_data_GENERIC' }]
    this.requests = []
    this.targets = []
    this.data = []
    this.targeted = []
    this.step = this.takeRequest
    this.hold = null
    this.frozen = false
  }

  start () {
    this.node.status('stopped')
    this.node.status('running')
  }

  command (verb, words) {
    if (verb === 'hold') this.hold = words[0]
    else if (verb === 'resume') {
      this.hold = null
      this.frozen = false
      this.advance()
    } else return false
    return true
  }

  sample (topic, sample) {
    if (topic === jobTopic('request_availability')) {
      told('request', sample)
      this.requests.push(sample)
    } else if (topic === jobTopic('task_target')) {
      event('target', { client: idText(sample.client), task: sample.task, server: idText(sample.server), mine: sameId(sample.server, this.id) })
      this.targets.push(sample)
    } else {
      event('data', { client: idText(sample.client), task: sample.task, server: idText(sample.server), size: sample.size })
      this.data.push(sample)
    }
    this.advance()
  }

  advance () { while (!this.frozen && this.step()); }

  takeRequest () {
    this.request = this.requests.shift()
    if (!this.request) return false
    if (this.targeted.some(target => sameTask(target, this.request))) {
      told('skipped', this.request)
      return true
    }
    const { client, task } = this.request
    this.node.bus.writeDirect(jobTopic('reply_available', client), 'ms_reference', { client, task, server: this.id })
    told('replied', this.request)
    this.step = this.takeTarget
    this.held('reply')
    return true
  }

  // Targets are taken only while waiting for one, as AML-IP does: those that pass by are remembered.
  takeTarget () {
    const target = this.targets.shift()
    if (!target) return false
    this.targeted.push(target)
    if (!sameTask(target, this.request)) return true
    const chosen = sameId(target.server, this.id)
    told(chosen ? 'chosen' : 'passed-over', target)
    this.target = target
    this.step = chosen ? this.takeData : this.takeRequest
    if (chosen) this.held('target')
    return true
  }

  takeData () {
    this.answer = this.data.shift()
    if (!this.answer) return false
    this.step = this.finish
    this.held('data')
    return true
  }

  finish () {
    const { client, task, server } = this.target
    const data = solve(this.answer.data)
    this.node.bus.writeDirect(jobTopic('task_solution', client), 'ms_data_GENERIC', { client, task, server, size: data.length, owned: 1, data })
    event('solution-written', { client: idText(client), task, size: data.length })
    this.step = this.takeRequest
    this.node.status('stopped') // process_job returned, and is called again
    this.node.status('running')
    return true
  }

  held (step) {
    if (this.hold !== step) return
    this.frozen = true
    event('held', { after: step, client: idText(this.request.client), task: this.request.task })
  }
}

module.exports = { Server }
