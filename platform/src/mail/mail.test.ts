import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fixedClock } from '../testing/determinism.ts'
import { createMail } from './mail.ts'

const folder = join(mkdtempSync(join(tmpdir(), 'machinaka-mail-')), 'mail')
after(() => rmSync(join(folder, '..'), { recursive: true }))
const clock = fixedClock()
const message = { to: 'hanako@example.jp', subject: 'まちなかの合言葉', text: 'あなたの合言葉は 123456 です。' }

/** Just enough of a mail server (RFC 5321) to be spoken to: it keeps what it is told. */
async function mailServer(host = '127.0.0.1'): Promise<{ readonly url: string; readonly heard: string[]; close(): void }> {
  const heard: string[] = []
  const server = createServer((socket) => {
    let inData = false
    socket.write('220 test\r\n')
    socket
      .on('error', () => {})
      .on('data', (data) => {
        for (const line of data.toString().split('\r\n').slice(0, -1)) {
          heard.push(line)
          if (inData) {
            if (line === '.') {
              inData = false
              socket.write('250 ok\r\n')
            }
            continue
          }
          if (line === 'DATA') inData = true
          socket.write(
            line === 'DATA'
              ? '354 go\r\n'
              : line === 'QUIT'
                ? '221 bye\r\n'
                : line.startsWith('EHLO')
                  ? '250-test\r\n250 AUTH PLAIN\r\n'
                  : line.startsWith('AUTH')
                    ? '235 ok\r\n'
                    : line.includes('refused@')
                      ? '550 no such user\r\n'
                      : '250 ok\r\n',
          )
        }
      })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve)
  })
  return { url: `smtp://user:secret@${host}:${(server.address() as AddressInfo).port}`, heard, close: () => void server.close() }
}

test('without SMTP a mail is a file that only the server reads', async () => {
  const mail = createMail({ from: 'town@example.jp', clock, folder })
  await mail.send(message)
  const [name = ''] = readdirSync(folder)
  assert.match(name, /^2026-04-01T09-00-00\.000Z-[0-9a-f]{8}\.eml$/)
  assert.deepEqual([mail.mode, statSync(join(folder, name)).mode & 0o777, statSync(folder).mode & 0o777], ['folder', 0o600, 0o700])
  const eml = readFileSync(join(folder, name), 'utf8')
  assert.match(eml, /^From: town@example\.jp$/m)
  assert.match(eml, /^To: hanako@example\.jp$/m)
  assert.match(eml, /^Date: Wed, 01 Apr 2026 09:00:00 \+0000$/m)
  const body = eml.slice(eml.indexOf('\n\n') + 2)
  const text = /base64/i.test(eml)
    ? Buffer.from(body, 'base64').toString()
    : Buffer.from(
        body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString()
  assert.equal(text.trim(), message.text)
})

test('with SMTP it is handed to the server, and what the server refuses throws', async () => {
  const server = await mailServer()
  const mail = createMail({ from: 'town@example.jp', clock, folder, smtpUrl: server.url })
  await mail.send(message)
  assert.equal(mail.mode, 'smtp')
  assert.ok(
    server.heard.includes('MAIL FROM:<town@example.jp>') && server.heard.includes('RCPT TO:<hanako@example.jp>'),
    server.heard.join('\n'),
  )
  await assert.rejects(mail.send({ ...message, to: 'refused@example.jp' }), /550/)
  server.close()
})

test('a password does not cross the network in the clear', async () => {
  // 127.0.0.2 stands for another machine; its server offers AUTH, but no STARTTLS.
  const server = await mailServer('127.0.0.2')
  const mail = createMail({ from: 'town@example.jp', clock, folder, smtpUrl: server.url })
  await assert.rejects(mail.send(message))
  assert.ok(
    server.heard.some((line) => line.startsWith('EHLO')),
    'it was spoken to',
  )
  assert.deepEqual(
    server.heard.filter((line) => /^(AUTH|MAIL)/.test(line)),
    [],
  )
  server.close()
})

for (const to of ['a@example.jp, b@example.jp', 'a@example.jp\r\nBcc: b@example.jp', 'A <a@example.jp>', 'nobody', 'a@b@c'])
  test(`"${to.replace('\r\n', '⏎')}" is not one address`, async () =>
    assert.rejects(createMail({ from: 'town@example.jp', clock, folder }).send({ ...message, to }), /not one mail address/))

test('a subject cannot bring headers along', async () =>
  assert.rejects(
    createMail({ from: 'town@example.jp', clock, folder }).send({ ...message, subject: 'x\r\nBcc: b@example.jp' }),
    /one line/,
  ))
