import { createHmac } from 'node:crypto'
import { APIError } from 'better-auth/api'
import {
  isRefusal,
  refusal,
  reply,
  type Clock,
  type Ids,
  type Mail,
  type Postgres,
  type RawRequest,
  type Refusal,
  type Reply,
} from '@machinaka/platform'
import { codeValidFor_s, type Auth } from './auth.ts'
import type { City } from './city-store.ts'
import { findAccount, insertCodeSent, readCodesSent, type Account } from './member-store.ts'
import { codeMail, codeWait, textIn, type Language } from './rules/index.ts'

const passkeyDoors = new Set([
  'generate-register-options',
  'verify-registration',
  'generate-authenticate-options',
  'verify-authentication',
  'list-user-passkeys',
  'delete-passkey',
  'update-passkey',
])

/** Somebody who just signed in, and the cookies that say so. */
export interface SignedIn {
  readonly account: Account
  readonly cookies: readonly string[]
}

export interface SignIn {
  /** Mails a code. Answers how long it works; never says whether the address is known. */
  requestCode(raw: RawRequest, city: City, language: Language, mail: string): Promise<{ readonly validFor_s: number } | Refusal>
  byCode(raw: RawRequest, mail: string, code: string): Promise<SignedIn | Refusal>
  /** Without a proof of their own: the caller has checked that this may be. */
  directly(raw: RawRequest, account: Account): Promise<SignedIn>
  out(raw: RawRequest): Promise<readonly string[]>
  /** Hands a passkey request to better-auth, and shows its refusals as ours. */
  passkey(raw: RawRequest, body: Uint8Array | undefined): Promise<Reply | Refusal>
  /** New cookies where the session is older than a day, so that who comes daily stays signed in. */
  renew(raw: RawRequest): Promise<readonly string[]>
}

export interface SignInParts {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  readonly mail: Mail
  /** Keys the hash by which addresses are counted. */
  readonly secret: string
  readonly auths: (origin: string) => Auth
  readonly warn: (what: string) => void
}

/** Without a mail server, codes lie in a folder on this machine: good for who sits at it, and for nobody else. */
const mailRefusal = (mail: Mail, raw: RawRequest): Refusal | undefined =>
  mail.mode === 'folder' && !raw.loopback
    ? refusal(
        'people.mail-loopback',
        'This server has no mail server, so codes are written to a folder on its own machine. Sign in there, or ask the operator to configure SMTP_URL.',
      )
    : undefined

const headersOf = (raw: RawRequest): Headers => new Headers({ cookie: raw.headers['cookie'] ?? '' })

/** Reads the account anew, because better-auth's answer may lack what we keep beside it. */
async function signedIn(postgres: Postgres, id: string, headers: Headers): Promise<SignedIn> {
  const account = await findAccount(postgres, id)
  if (account === undefined) throw new Error('the account that signed in is gone')
  return { account, cookies: headers.getSetCookie() }
}

/** Notes that a code goes to this address, or says how long to wait: guessing must not get many tries. */
function admitCode({ postgres, clock, ids, secret }: SignInParts, to: string): Promise<undefined | Refusal> {
  const mailHash = createHmac('sha256', secret).update(to).digest('base64url')
  return postgres.system(async (tx) => {
    const wait_s = codeWait(await readCodesSent(tx, mailHash, clock.now()))
    if (wait_s > 0)
      return refusal('people.code-recent', 'Codes were sent to this address already. Look into the mailbox, or wait a little.', {
        retryAfter_s: wait_s,
      })
    await insertCodeSent(tx, ids.uuid(), mailHash, clock.now())
    return undefined
  })
}

async function sendCode(
  parts: SignInParts,
  raw: RawRequest,
  to: string,
  text: (code: string) => { subject: string; text: string },
): Promise<{ readonly validFor_s: number } | Refusal> {
  const wait = await admitCode(parts, to)
  if (isRefusal(wait)) return wait
  const code = await parts.auths(raw.origin).api.createVerificationOTP({ body: { email: to, type: 'sign-in' } })
  try {
    await parts.mail.send({ to, ...text(code) })
  } catch {
    parts.warn('a sign-in code could not be mailed')
    return refusal('people.mail-failed', 'The mail with the code could not be sent. Try again in some minutes.')
  }
  return { validFor_s: codeValidFor_s }
}

/** better-auth's refusals carry a code and a plain message; both are safe to show. */
async function refusalFrom(response: Response): Promise<Refusal> {
  const told = (await response.json().catch(() => ({}))) as { readonly code?: unknown; readonly message?: unknown }
  const message = typeof told.message === 'string' ? told.message : 'Signing in did not work'
  return refusal('people.sign-in-refused', `${message}. Begin again.`, { reason: typeof told.code === 'string' ? told.code : 'UNKNOWN' })
}

export function createSignIn(parts: SignInParts): SignIn {
  const { postgres, mail, auths } = parts
  return {
    async requestCode(raw, city, language, to) {
      const name = textIn(city.settings.name, language)
      return (
        mailRefusal(mail, raw) ??
        sendCode(parts, raw, to.toLowerCase(), (code) => codeMail(language, { city: name, code, minutes: codeValidFor_s / 60 }))
      )
    },
    async byCode(raw, to, code) {
      const no = mailRefusal(mail, raw)
      if (no !== undefined) return no
      try {
        const { response, headers } = await auths(raw.origin).api.signInEmailOTP({
          body: { email: to.toLowerCase(), otp: code, name: to.split('@')[0] ?? to },
          headers: headersOf(raw),
          returnHeaders: true,
        })
        return await signedIn(postgres, response.user.id, headers)
      } catch (error) {
        if (error instanceof APIError)
          return refusal('people.code-wrong', 'The code is wrong, too old, or was mistyped too often. Type it again, or ask for a new one.')
        throw error
      }
    },
    async directly(raw, account) {
      const { headers } = await auths(raw.origin).api.signInDirectly({
        body: { account: account.id },
        headers: headersOf(raw),
        returnHeaders: true,
      })
      return signedIn(postgres, account.id, headers)
    },
    async out(raw) {
      const { headers } = await auths(raw.origin).api.signOut({ headers: headersOf(raw), returnHeaders: true })
      return headers.getSetCookie()
    },
    async renew(raw) {
      const { headers } = await auths(raw.origin).api.getSession({ headers: headersOf(raw), returnHeaders: true })
      return headers.getSetCookie()
    },
    async passkey(raw, body) {
      const door = /^\/api\/auth\/passkey\/([a-z-]+)(?:\?|$)/.exec(raw.url)?.[1] ?? ''
      if (!passkeyDoors.has(door)) return refusal('platform.absent', 'There is nothing at this address.')
      const response = await auths(raw.origin).handler(
        new Request(raw.origin + raw.url, {
          method: raw.method,
          headers: { ...raw.headers },
          ...(body === undefined || raw.method === 'GET' ? {} : { body: new Uint8Array(body) }),
        }),
      )
      if (response.status >= 400) return refusalFrom(response)
      return reply({
        status: response.status,
        text: await response.text(),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'cache-control': 'no-store',
          'set-cookie': response.headers.getSetCookie(),
        },
      })
    },
  }
}
