import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Clock, Mail } from '../contract.ts'

export interface MailOptions {
  readonly from: string
  readonly clock: Clock
  /** `smtp://…` or `smtps://…`; absent: written to `folder`. */
  readonly smtpUrl?: string | undefined
  readonly folder: string
}

const LIMITS = { subject: 300, text: 100_000 }
const TIMEOUT_MS = 20_000

/** Neither two recipients nor a header of its own can be slipped in by an address. */
const ADDRESS = /^[^\s<>,;:"()[\]\\@]{1,64}@[^\s<>,;:"()[\]\\@]{1,255}$/

/** Mail by SMTP, or as `.eml` files that only the server's user can read. Text is never logged. */
export function createMail(options: MailOptions): Mail {
  const send = options.smtpUrl === undefined ? toFolder(options) : bySmtp(options.smtpUrl)
  return {
    mode: options.smtpUrl === undefined ? 'folder' : 'smtp',
    send: async ({ to, subject, text }) => {
      if (!ADDRESS.test(to)) throw new TypeError('This is not one mail address')
      if (subject.length > LIMITS.subject || /[\r\n]/.test(subject))
        throw new RangeError(`A subject is one line of at most ${LIMITS.subject} characters`)
      if (text.length > LIMITS.text) throw new RangeError(`A mail has at most ${LIMITS.text} characters`)
      await send({ from: options.from, to, subject, text, date: options.clock.now(), disableFileAccess: true, disableUrlAccess: true })
    },
  }
}

function bySmtp(url: string): (message: SendMailOptions) => Promise<void> {
  const target = new URL(url)
  // A password crosses the network encrypted, or the mail is not sent; a server on this machine may do without.
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(target.hostname)
  const transport = createTransport({
    host: target.hostname.replace(/^\[|\]$/g, ''),
    port: Number(target.port === '' ? (target.protocol === 'smtps:' ? 465 : 587) : target.port),
    secure: target.protocol === 'smtps:',
    requireTLS: target.protocol === 'smtp:' && !local,
    ...(target.username === '' ? {} : { auth: { user: decodeURIComponent(target.username), pass: decodeURIComponent(target.password) } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    logger: false,
  })
  return async (message) => {
    await transport.sendMail(message)
  }
}

function toFolder({ folder, clock }: MailOptions): (message: SendMailOptions) => Promise<void> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  return async (message) => {
    const { message: eml } = await composer.sendMail(message)
    if (!(eml instanceof Uint8Array)) throw new TypeError('The mail was not composed')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const name = `${clock.now().toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.eml`
    const aside = join(folder, `.${name}.part`)
    await writeFile(aside, eml, { mode: 0o600 })
    await rename(aside, join(folder, name))
  }
}
