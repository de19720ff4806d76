import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { HttpAnswer, HttpClientOptions, Refusal } from '../contract.ts'
import { createLog } from '../log.ts'
import { isRefusal } from '../refusals.ts'
import { isPublic } from './addresses.ts'
import { createHttpClient, type OutboundOptions } from './http-client.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void
let handler: Handler = (_request, response) => void response.end()
const server = createServer((request, response) => handler(request, response))
const other = createServer((request, response) => void response.end(JSON.stringify(request.headers)))
let port = 0
let otherPort = 0
before(async () => {
  for (const one of [server, other])
    await new Promise<void>((resolve) => {
      one.listen(0, '127.0.0.1', resolve)
    })
  port = (server.address() as AddressInfo).port
  otherPort = (other.address() as AddressInfo).port
})
after(() => {
  for (const one of [server, other]) {
    one.closeAllConnections()
    one.close()
  }
})

const lines: string[] = []
const log = createLog({ level: 'info', to: { write: (line: string) => void lines.push(line) } })
/** The servers of this test stand for the public internet; everything else is judged as always. */
const outside = (address: string, to: number): boolean => isPublic(address) || to === port || to === otherPort
const client = (more: Partial<OutboundOptions> = {}) => createHttpClient({ log, mayReach: outside, timeout_ms: 2_000, ...more })
const get = (path: string, options?: HttpClientOptions, more: Partial<OutboundOptions> = {}): Promise<HttpAnswer | Refusal> =>
  client(more).get(path.startsWith('/') ? `http://127.0.0.1:${port}${path}` : path, options)
const textOf = async (answer: HttpAnswer | Refusal): Promise<string> => {
  if (isRefusal(answer)) return answer.code
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
const codeOf = async (answer: Promise<HttpAnswer | Refusal>): Promise<string> => {
  const given = await answer
  return isRefusal(given) ? given.code : `status ${given.status}`
}

test('an answer comes with status, type, headers and body', async () => {
  handler = (request, response) =>
    void response.writeHead(203, { 'content-type': 'Text/CSV; charset=utf-8', 'x-agent': request.headers['user-agent'] }).end('a,b')
  const answer = await get('/list.csv', { accept: ['text/csv'] })
  assert.ok(!isRefusal(answer))
  assert.deepEqual(
    [answer.status, answer.contentType, answer.headers['x-agent'], await textOf(answer)],
    [203, 'text/csv', 'machinaka', 'a,b'],
  )
})

for (const [what, address] of Object.entries({
  loopback: '127.0.0.1',
  'the whole of 127/8': '127.9.9.9',
  'loopback in IPv6': '::1',
  'private 10': '10.1.2.3',
  'private 192.168': '192.168.0.1',
  'private 172.16': '172.31.0.1',
  'metadata services': '169.254.169.254',
  'link-local': 'fe80::1',
  'unique local': 'fd00::1',
  'carrier-grade NAT': '100.64.0.1',
  'this network': '0.0.0.0',
  unspecified: '::',
  broadcast: '255.255.255.255',
  multicast: '224.0.0.1',
  'mapped loopback': '::ffff:127.0.0.1',
  'mapped in hex': '::ffff:7f00:1',
  'NAT64 of a private address': '64:ff9b::a00:1',
  '6to4': '2002:7f00:1::',
  'no address': 'localhost',
}))
  test(`${what} is not public (${address})`, () => assert.equal(isPublic(address), false))
test('addresses of the internet are public', () =>
  assert.deepEqual(['203.0.114.1', '8.8.8.8', '2001:4860:4860::8888'].map(isPublic), [true, true, true]))

for (const address of [
  'http://127.0.0.1:1/',
  'http://2130706433:1/',
  'http://0x7f.1:1/',
  'http://[::ffff:127.0.0.1]:1/',
  'http://localhost:1/',
  'http://169.254.169.254/latest/meta-data/',
])
  test(`${address} is refused`, async () => assert.equal(await codeOf(get(address)), 'platform.outside-address'))
for (const address of [
  'file:///etc/passwd',
  'ftp://example.jp/',
  'gopher://example.jp',
  'not an address',
  'http://user:secret@example.jp/',
  `http://example.jp/${'x'.repeat(5_000)}`,
])
  test(`${address.slice(0, 40)} is refused`, async () => assert.equal(await codeOf(get(address)), 'platform.outside-url'))

test('a name that leads inside is refused, also when it has public addresses beside', async () => {
  assert.equal(await codeOf(get('http://rebind.example/', {}, { lookup: async () => ['8.8.8.8', '10.0.0.1'] })), 'platform.outside-address')
})

test('a name is asked for once, and the connection goes to that answer', async () => {
  handler = (request, response) => void response.end(request.headers.host)
  let asked = 0
  const answers = [['127.0.0.1'], ['10.0.0.1']]
  const answer = await get(`http://feed.example:${port}/`, {}, { lookup: async () => answers[asked++] ?? [] })
  assert.deepEqual([await textOf(answer), asked], [`feed.example:${port}`, 1])
})

test('a redirect inside is refused', async () => {
  handler = (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  assert.equal(await codeOf(get('/')), 'platform.outside-address')
  handler = (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end()
  assert.equal(await codeOf(get('/')), 'platform.outside-url')
})

test('three redirects are followed, a fourth is not', async () => {
  handler = (request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('there')
    else response.writeHead(307, { location: `/${left - 1}` }).end()
  }
  assert.equal(await textOf(await get('/3')), 'there')
  assert.equal(await codeOf(get('/4')), 'platform.outside-redirects')
})

test('credentials do not follow a redirect to another origin', async () => {
  handler = (_request, response) => void response.writeHead(302, { location: `http://127.0.0.1:${otherPort}/` }).end()
  const seen = JSON.parse(await textOf(await get('/', { headers: { Authorization: 'Bearer x', 'X-Kept': 'yes' } }))) as Record<
    string,
    string
  >
  assert.deepEqual([seen['authorization'], seen['x-kept']], [undefined, 'yes'])
})

test('a body past the limit is refused when announced, and cut when not', async () => {
  handler = (_request, response) => void response.end('x'.repeat(1_000))
  assert.equal(await codeOf(get('/', { maxBytes: 999 })), 'platform.outside-too-large')
  assert.equal((await textOf(await get('/', { maxBytes: 1_000 }))).length, 1_000)
  handler = (_request, response) => {
    response.write('x'.repeat(600))
    setTimeout(() => response.end('x'.repeat(600)), 20)
  }
  await assert.rejects(async () => textOf(await get('/', { maxBytes: 1_000 })), /longer than the limit of 1000 bytes/)
})

test('silence ends the call, before the headers and within the body', async () => {
  handler = () => {}
  assert.equal(await codeOf(get('/', { timeout_ms: 100 })), 'platform.outside-unreachable')
  handler = (_request, response) => void response.write('x')
  await assert.rejects(async () => textOf(await get('/', { timeout_ms: 100 })))
})

test('a page in place of the data is refused by its type', async () => {
  handler = (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
  assert.equal(await codeOf(get('/', { accept: ['application/json', 'text/csv'] })), 'platform.outside-type')
  assert.equal(await codeOf(get('/', { accept: ['text/*'] })), 'status 200')
})

test('who is not there, or not known, is said', async () => {
  assert.equal(await codeOf(get('http://127.0.0.1:9/', {}, { mayReach: () => true })), 'platform.outside-unreachable')
  assert.equal(
    await codeOf(
      get(
        'http://nobody.example/',
        {},
        {
          lookup: async () => {
            throw new Error('ENOTFOUND')
          },
        },
      ),
    ),
    'platform.outside-unreachable',
  )
})

test('the log shows neither query nor credentials', async () => {
  lines.length = 0
  await get('/feed?token=hunter2', { headers: { authorization: 'Bearer hunter3' } })
  await get('http://user:hunter4@example.jp/')
  assert.equal(lines.length, 2)
  assert.doesNotMatch(lines.join(), /hunter/)
  assert.match(lines.join(), /feed/)
})

test('send takes a method and a body, answers the text, and keeps the connection', async () => {
  const sockets = new Set<unknown>()
  handler = (request, response) => {
    sockets.add(request.socket)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () =>
      response.writeHead(201, { 'content-type': 'text/plain; charset=utf-8' }).end(`${request.method} ${Buffer.concat(chunks).toString()}`),
    )
  }
  const one = client()
  const url = `http://127.0.0.1:${port}/`
  for (const body of ['茶', 'b', 'c']) {
    // The connection is free again a moment after its answer.
    await new Promise((resolve) => setTimeout(resolve, 20))
    const answer = await one.send(url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })
    assert.ok(!isRefusal(answer))
    assert.deepEqual([answer.status, answer.contentType, answer.text], [201, 'text/plain', `POST ${body}`])
  }
  assert.equal(sockets.size, 1)
})

test('send follows no redirect, refuses inside addresses, and ends when time or bytes run out', async () => {
  const url = `http://127.0.0.1:${port}/`
  handler = (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  const redirected = await client().send(url, { method: 'GET' })
  assert.equal(isRefusal(redirected) ? redirected.code : redirected.status, 302)
  const inside = await client().send('http://169.254.169.254/', { method: 'POST', body: '' })
  assert.equal(isRefusal(inside) && inside.code, 'platform.outside-address')
  handler = () => {}
  const late = await client().send(url, { method: 'GET', timeout_ms: 100 })
  assert.deepEqual(isRefusal(late) && [late.code, late.extra], ['platform.outside-unreachable', { timeout: true }])
  handler = (_request, response) => void response.end('x'.repeat(1_000))
  const large = await client().send(url, { method: 'GET', maxBytes: 999 })
  assert.equal(isRefusal(large) && large.code, 'platform.outside-too-large')
  const nobody = await client({ mayReach: () => true }).send('http://127.0.0.1:9/', { method: 'GET' })
  assert.deepEqual(isRefusal(nobody) && nobody.extra, { timeout: false })
})
