import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connectAsync } from 'mqtt'
import { createLog } from '../log.ts'
import { isRefusal } from '../refusals.ts'
import { createMqtt } from './mqtt.ts'

const log = createLog({ level: 'silent' })
const present = spawnSync('mosquitto', ['-h']).error === undefined
const skip = !present && 'needs the Debian package mosquitto'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const ends: (() => void)[] = []
after(() => ends.forEach((end) => end()))

async function openBroker(): Promise<{ readonly port: number; readonly kill: () => Promise<void> }> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'machinaka-mqtt-'))
  writeFileSync(join(folder, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  const running: ChildProcess = spawn('mosquitto', ['-c', join(folder, 'conf')], { stdio: 'ignore' })
  const kill = async (): Promise<void> => {
    if (running.exitCode !== null || running.signalCode !== null) return
    running.kill('SIGKILL')
    await once(running, 'exit')
  }
  ends.push(() => {
    running.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  for (let i = 0; i < 100; i += 1) {
    const there = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 }).catch(() => undefined)
    await there?.endAsync()
    if (there !== undefined) return { port, kill }
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
  return assert.fail('mosquitto did not start')
}

test('messages arrive in both versions and every quality of service, over one connection each', { skip }, async () => {
  const broker = await openBroker()
  const ear = await connectAsync(`mqtt://127.0.0.1:${broker.port}`)
  ends.push(() => ear.end(true))
  await ear.subscribeAsync('town/#', { qos: 2 })
  const heard: string[] = []
  ear.on('message', (topic, payload, { qos }) => heard.push(`${topic} ${payload.toString('utf8')} ${qos}`))
  const mqtt = createMqtt({ log, mayReach: () => true })
  for (const version of ['mqtt3.1.1', 'mqtt5.0'] as const)
    for (const qos of [0, 1, 2] as const)
      assert.equal(
        await mqtt.publish(`mqtt://somebody:secret@127.0.0.1:${broker.port}/town/港`, { payload: `{"n":"${version}"}`, qos, version }),
        undefined,
      )
  for (let i = 0; i < 100 && heard.length < 6; i += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
  // Quality 2 takes two more steps to the listener: others pass it by.
  assert.deepEqual(
    heard.toSorted(),
    ['mqtt3.1.1', 'mqtt5.0'].flatMap((version) => [0, 1, 2].map((qos) => `town/港 {"n":"${version}"} ${qos}`)).toSorted(),
  )
  await broker.kill()
  const lost = await mqtt.publish(`mqtt://somebody:secret@127.0.0.1:${broker.port}/town/港`, {
    payload: '{}',
    qos: 1,
    version: 'mqtt5.0',
    timeout_ms: 1_000,
  })
  assert.ok(isRefusal(lost))
  assert.equal(lost.code, 'platform.outside-unreachable')
  assert.doesNotMatch(lost.detail, /secret/)
  await mqtt.close()
  await ear.endAsync(true)
})

test('inside addresses, wildcards and addresses without a topic are refused', async () => {
  const mqtt = createMqtt({ log })
  const code = async (url: string): Promise<string | undefined> => {
    const refused = await mqtt.publish(url, { payload: '{}', qos: 0, version: 'mqtt5.0' })
    return isRefusal(refused) ? refused.code : undefined
  }
  assert.equal(await code('mqtt://127.0.0.1:1883/town'), 'platform.outside-address')
  assert.equal(await code('mqtt://127.0.0.1:1883/'), 'platform.outside-url')
  assert.equal(await code('mqtt://127.0.0.1:1883/town/%23'), 'platform.outside-url')
  assert.equal(await code('http://127.0.0.1:1883/town'), 'platform.outside-url')
  await mqtt.close()
})
