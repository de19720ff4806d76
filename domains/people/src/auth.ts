import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { emailOTP } from 'better-auth/plugins'
import type { Ids, Postgres } from '@machinaka/platform'
import { authAdapter } from './auth-adapter.ts'

/** How long a code from a mail works, and how often it may be mistyped. */
export const codeValidFor_s = 600
const codeAttempts = 5
const sessionFor_s = 30 * 24 * 3600
/** Instances kept: one per address by which people come; more than this is somebody trying names. */
const mostInstances = 100

export interface AuthParts {
  readonly postgres: Postgres
  readonly ids: Ids
  /** Signs the cookies; the same on every server of this database. */
  readonly secret: string
  readonly warn: (what: string) => void
}

/** The one field of a direct sign-in, in the form that better-auth takes schemas (https://standardschema.dev). */
const accountId = {
  '~standard': {
    version: 1,
    vendor: 'machinaka',
    validate: (
      value: unknown,
    ): { readonly value: { readonly account: string } } | { readonly issues: readonly { readonly message: string }[] } =>
      typeof value === 'object' && value !== null && 'account' in value && typeof value.account === 'string'
        ? { value: { account: value.account } }
        : { issues: [{ message: 'account is missing' }] },
    types: undefined as unknown as { readonly input: { readonly account: string }; readonly output: { readonly account: string } },
  },
} as const

/** Signs in an account by its id: for ways in that we check ourselves. Never reachable over HTTP. */
const directSignIn = {
  id: 'machinaka-direct',
  endpoints: {
    signInDirectly: createAuthEndpoint.serverOnly({ method: 'POST', body: accountId }, async (ctx) => {
      const user = await ctx.context.internalAdapter.findUserById(ctx.body.account)
      if (user === null) throw new Error('that account does not exist')
      const session = await ctx.context.internalAdapter.createSession(user.id)
      await setSessionCookie(ctx, { session, user })
      return ctx.json({ account: user.id })
    }),
  },
} as const

/** One instance of better-auth for one origin: a passkey belongs to a host name, and a cookie's flags to the scheme. */
function instance({ postgres, ids, secret, warn }: AuthParts, origin: string) {
  const { protocol, hostname } = new URL(origin)
  return betterAuth({
    appName: 'Machinaka',
    baseURL: origin,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [origin],
    database: authAdapter(postgres),
    user: { additionalFields: { demo: { type: 'boolean', input: false, defaultValue: false } } },
    session: { expiresIn: sessionFor_s, updateAge: 24 * 3600, cookieCache: { enabled: false } },
    // Addresses and browsers of people are nobody's business, so sessions are kept without them.
    databaseHooks: { session: { create: { before: async (session) => ({ data: { ...session, ipAddress: null, userAgent: null } }) } } },
    plugins: [
      emailOTP({
        otpLength: 6,
        expiresIn: codeValidFor_s,
        allowedAttempts: codeAttempts,
        storeOTP: 'hashed',
        sendVerificationOTP: () => Promise.reject(new Error('codes are sent by the people domain')),
      }),
      passkey({ rpID: hostname, rpName: 'Machinaka', origin }),
      directSignIn,
    ],
    advanced: {
      cookiePrefix: 'machinaka',
      useSecureCookies: protocol === 'https:',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      database: { generateId: () => ids.uuid() },
      ipAddress: { disableIpTracking: true },
    },
    // Requests are limited and their origin is checked where they come in, by the HTTP server.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Its messages may carry addresses of people, so only that there was one is told.
    logger: {
      level: 'error',
      log: (level) => {
        if (level === 'error') warn('better-auth reported an error')
      },
    },
  })
}

export type Auth = ReturnType<typeof instance>

/** Instances by origin, the longest unused one going first. */
export function createAuths(parts: AuthParts): (origin: string) => Auth {
  const instances = new Map<string, Auth>()
  return (origin) => {
    const auth = instances.get(origin) ?? instance(parts, origin)
    instances.delete(origin)
    instances.set(origin, auth)
    const [oldest] = instances.keys()
    if (instances.size > mostInstances && oldest !== undefined) instances.delete(oldest)
    return auth
  }
}
