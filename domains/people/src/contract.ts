/**
 * The shapes of people: cities, roles, permissions, accounts and keys. Pure: every other domain and both web apps read it.
 */
import Type, { type Static } from 'typebox'
import { CityFeatures, CitySettings, CitySlug, Department, LanguageSchema, LocalText } from './rules/city.ts'
import { permissions, roles } from './rules/roles.ts'

export * from './rules/city.ts'
export * from './rules/roles.ts'

export const RoleSchema = Type.Enum([...roles])
export const PermissionSchema = Type.Enum([...permissions])

export const refusals = {
  'people.city-absent': { kind: 'absent', title: 'No such city' },
  'people.city-exists': { kind: 'conflict', title: 'The city exists already' },
  'people.city-invalid': { kind: 'unprocessable', title: 'The settings of the city contradict each other' },
  'people.feature-off': { kind: 'forbidden', title: 'The city has switched this off' },
  'people.host-taken': { kind: 'conflict', title: 'Another city has this host name' },
  'people.key-absent': { kind: 'absent', title: 'No such key' },
  'people.key-invalid': { kind: 'unauthenticated', title: 'The API key is not valid here' },
  'people.scope-beyond': { kind: 'forbidden', title: 'A key cannot have more than its maker' },
  'people.member-absent': { kind: 'absent', title: 'No such member' },
  'people.member-exists': { kind: 'conflict', title: 'That person is a member already' },
  'people.department-absent': { kind: 'unprocessable', title: 'The city has no such department' },
  'people.last-admin': { kind: 'conflict', title: 'A city keeps at least one admin' },
  'people.role-beyond': { kind: 'forbidden', title: 'A role cannot be given by somebody below it' },
  'people.demo-only': { kind: 'forbidden', title: 'Demo accounts are for the demo city, on this machine only' },
  'people.code-wrong': { kind: 'unauthenticated', title: 'The code is wrong or too old' },
  'people.code-recent': { kind: 'too-many', title: 'A code was sent to this address a moment ago' },
  'people.mail-failed': { kind: 'unavailable', title: 'The mail could not be sent' },
  'people.sign-in-refused': { kind: 'invalid', title: 'Signing in did not work' },
  'people.mail-loopback': { kind: 'forbidden', title: 'Without a mail server, sign-in by e-mail works on this machine only' },
} as const

/** What the apps read about the city they show. */
export const CityView = Type.Object({
  city: CitySlug,
  name: LocalText,
  centre: CitySettings.properties.centre,
  zoom: CitySettings.properties.zoom,
  bounds: CitySettings.properties.bounds,
  timeZone: Type.String(),
  languages: Type.Array(LanguageSchema),
  /** What is on for visitors: `gsiTiles` only where the server allows it too. */
  features: CityFeatures,
  departments: Type.Array(Department),
  credits: CitySettings.properties.credits,
  search: CitySettings.properties.search,
  demo: Type.Boolean(),
  /** Which ways in this request's host offers. `demo` lists the roles of demo accounts, empty elsewhere. */
  signIn: Type.Object({ mail: Type.Boolean(), passkey: Type.Boolean(), demo: Type.Array(Type.String()) }),
})
export type CityView = Static<typeof CityView>

/** Who asks, in this city. */
export const Me = Type.Object({
  kind: Type.Enum(['anonymous', 'account', 'key']),
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  mail: Type.Optional(Type.String()),
  roles: Type.Array(RoleSchema),
  permissions: Type.Array(PermissionSchema),
  department: Type.Optional(Type.String()),
  shops: Type.Array(Type.String()),
  demo: Type.Boolean(),
})
export type Me = Static<typeof Me>

export const KeyView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** The first characters, to recognise it; the rest is kept as a hash only. */
  prefix: Type.String(),
  scopes: Type.Array(PermissionSchema),
  createdAt: Type.String(),
  lastUsedAt: Type.Optional(Type.String()),
  revokedAt: Type.Optional(Type.String()),
})
export type KeyView = Static<typeof KeyView>

export const Member = Type.Object({
  id: Type.String(),
  mail: Type.String(),
  name: Type.String(),
  role: RoleSchema,
  department: Type.Optional(Type.String()),
  shops: Type.Array(Type.String()),
  /** Invited, and has not signed in yet. */
  invited: Type.Boolean(),
  createdAt: Type.String(),
})
export type Member = Static<typeof Member>

/** Roles a person can be given; visitors have no account, residents need no membership to sign in. */
const MemberRole = Type.Enum(['resident', 'shop-staff', 'staff', 'admin', 'operator'])
const Mail = Type.String({ pattern: '^[^\\s@<>"]{1,64}@[^\\s@<>"]{1,190}$', maxLength: 254 })
const ById = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })
const Shops = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 200 })

export const demoRoles = ['resident', 'shop-staff', 'staff', 'approver', 'admin', 'operator'] as const
export type DemoRole = (typeof demoRoles)[number]

export const getCity = {
  method: 'GET',
  path: '/api/city',
  summary: 'The city of this request',
  tag: 'people',
  access: 'public',
  response: CityView,
  errors: ['people.city-absent'],
} as const
export const listCities = {
  method: 'GET',
  path: '/api/cities',
  summary: 'Cities here',
  description: 'Where host names say which city is meant, only the city of this request, except for operators.',
  tag: 'people',
  access: 'public',
  response: Type.Array(Type.Object({ city: CitySlug, name: LocalText, demo: Type.Boolean(), hosts: Type.Array(Type.String()) })),
  errors: [],
} as const
export const createCity = {
  method: 'POST',
  path: '/api/cities',
  summary: 'Open a city',
  tag: 'people',
  access: 'operate',
  status: 201,
  body: Type.Object({ city: CitySlug, settings: CitySettings }, { additionalProperties: false }),
  response: Type.Object({ city: CitySlug, settings: CitySettings }),
  errors: ['people.city-exists', 'people.city-invalid', 'people.host-taken', 'people.demo-only'],
} as const
export const getCitySettings = {
  method: 'GET',
  path: '/api/city/settings',
  summary: 'All settings of this city',
  tag: 'people',
  access: 'city.manage',
  response: CitySettings,
  errors: ['people.city-absent'],
} as const
export const updateCity = {
  method: 'PATCH',
  path: '/api/city/settings',
  summary: 'Change settings of this city',
  tag: 'people',
  access: 'city.manage',
  body: Type.Partial(CitySettings, { additionalProperties: false }),
  response: CitySettings,
  errors: ['people.city-absent', 'people.city-invalid', 'people.host-taken'],
} as const
export const getMe = {
  method: 'GET',
  path: '/api/me',
  summary: 'Who am I here',
  tag: 'people',
  access: 'public',
  response: Me,
  errors: [],
} as const
export const signOut = { method: 'POST', path: '/api/sign-out', summary: 'Sign out', tag: 'people', access: 'public', errors: [] } as const
export const requestCode = {
  method: 'POST',
  path: '/api/auth/code',
  summary: 'Have a sign-in code sent by e-mail',
  description: 'The answer is the same whether or not somebody has that address.',
  tag: 'people',
  access: 'public',
  status: 202,
  body: Type.Object({ mail: Mail }, { additionalProperties: false }),
  response: Type.Object({ validFor_s: Type.Integer() }),
  errors: ['people.mail-loopback', 'people.code-recent', 'people.mail-failed'],
  perMinute: 10,
} as const
export const signInByCode = {
  method: 'POST',
  path: '/api/auth/sign-in',
  summary: 'Sign in with the code',
  tag: 'people',
  access: 'public',
  body: Type.Object({ mail: Mail, code: Type.String({ pattern: '^[0-9]{6}$' }) }, { additionalProperties: false }),
  response: Me,
  errors: ['people.code-wrong', 'people.mail-loopback'],
  perMinute: 20,
} as const
export const passkeyGet = {
  method: 'GET',
  path: '/api/auth/passkey/*',
  summary: 'Passkeys: options and list (better-auth)',
  tag: 'people',
  access: 'public',
  errors: ['people.sign-in-refused'],
  produces: ['application/json'],
  perMinute: 60,
} as const
export const passkeyPost = {
  method: 'POST',
  path: '/api/auth/passkey/*',
  summary: 'Passkeys: register, sign in, rename, delete (better-auth)',
  tag: 'people',
  access: 'public',
  bytes: true,
  consumes: ['application/json'],
  errors: ['people.sign-in-refused'],
  produces: ['application/json'],
  perMinute: 60,
} as const
export const demoSignIn = {
  method: 'POST',
  path: '/api/auth/demo',
  summary: 'Sign in as a demo account (demo city, this machine only)',
  tag: 'people',
  access: 'public',
  body: Type.Object({ role: Type.Enum([...demoRoles]) }, { additionalProperties: false }),
  response: Me,
  errors: ['people.demo-only'],
  perMinute: 60,
} as const
export const listKeys = {
  method: 'GET',
  path: '/api/keys',
  summary: 'API keys of this city',
  tag: 'people',
  access: 'key.manage',
  response: Type.Array(KeyView),
  errors: [],
} as const
export const createKey = {
  method: 'POST',
  path: '/api/keys',
  summary: 'Make an API key; its text is shown once',
  tag: 'people',
  access: 'key.manage',
  status: 201,
  body: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 80 }),
      scopes: Type.Array(PermissionSchema, { minItems: 1, maxItems: permissions.length, uniqueItems: true }),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({ key: KeyView, text: Type.String() }),
  errors: ['people.scope-beyond'],
} as const
export const revokeKey = {
  method: 'DELETE',
  path: '/api/keys/:id',
  summary: 'Revoke an API key',
  tag: 'people',
  access: 'key.manage',
  params: ById,
  response: KeyView,
  errors: ['people.key-absent'],
} as const
export const listMembers = {
  method: 'GET',
  path: '/api/members',
  summary: 'Members of this city',
  tag: 'people',
  access: 'city.manage',
  response: Type.Array(Member),
  errors: [],
} as const
export const inviteMember = {
  method: 'POST',
  path: '/api/members',
  summary: 'Invite somebody by e-mail',
  tag: 'people',
  access: 'city.manage',
  status: 201,
  body: Type.Object(
    { mail: Mail, role: MemberRole, department: Type.Optional(Type.String()), shops: Type.Optional(Shops) },
    { additionalProperties: false },
  ),
  response: Member,
  errors: ['people.member-exists', 'people.department-absent', 'people.role-beyond', 'people.mail-failed'],
} as const
export const updateMember = {
  method: 'PATCH',
  path: '/api/members/:id',
  summary: 'Change role, department or shops of a member',
  tag: 'people',
  access: 'city.manage',
  params: ById,
  body: Type.Object(
    { role: Type.Optional(MemberRole), department: Type.Optional(Type.String()), shops: Type.Optional(Shops) },
    { additionalProperties: false },
  ),
  response: Member,
  errors: ['people.member-absent', 'people.department-absent', 'people.last-admin', 'people.role-beyond'],
} as const
export const removeMember = {
  method: 'DELETE',
  path: '/api/members/:id',
  summary: 'Remove a member from this city',
  tag: 'people',
  access: 'city.manage',
  params: ById,
  errors: ['people.member-absent', 'people.last-admin', 'people.role-beyond'],
} as const
