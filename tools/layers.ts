export interface Room {
  /** Rooms of ours with effects that it may call, by package name (and door). */
  readonly may: readonly string[]
  /** Pure engines and contracts it may use; its own pure files may use these and nothing else of ours. */
  readonly engines?: readonly string[]
  readonly thirdParty: readonly string[]
  /** Node modules it may use without being an I/O room: `node:crypto`, `node:zlib`. */
  readonly node?: readonly string[]
  readonly io: boolean
}

const doors = (...domains: readonly string[]): readonly string[] =>
  domains.flatMap((d) => [`@machinaka/${d}/contract`, `@machinaka/${d}/rules`])
const sql = ['typebox', 'kysely']

/** Who may import whom. This table IS the architecture; tidy.test.ts makes it true. */
export const rooms: Record<string, Room> = {
  'engines/geo': { may: [], thirdParty: ['flatbush'], io: false },
  'engines/formats': {
    may: [],
    engines: ['@machinaka/geo'],
    thirdParty: ['fflate', 'pbf', 'read-excel-file', 'write-excel-file'],
    io: false,
  },
  'engines/ngsi': { may: [], engines: ['@machinaka/geo'], thirdParty: [], io: false },
  platform: {
    may: [],
    thirdParty: [
      '@electric-sql/pglite',
      '@electric-sql/pglite-postgis',
      '@fastify',
      'aws4fetch',
      'fastify',
      'ipaddr.js',
      'kysely',
      'mqtt',
      'nodemailer',
      'pg',
      'pg-boss',
      'pino',
      'prom-client',
      'typebox',
      'undici',
    ],
    io: true,
  },
  'domains/people': { may: ['@machinaka/platform'], thirdParty: [...sql, 'better-auth', '@better-auth'], node: ['node:crypto'], io: false },
  'domains/context': {
    may: ['@machinaka/platform', '@machinaka/people'],
    engines: ['@machinaka/geo', '@machinaka/ngsi', ...doors('people')],
    thirdParty: sql,
    node: ['node:crypto'],
    io: false,
  },
  'domains/guide': {
    may: ['@machinaka/platform', '@machinaka/people', '@machinaka/context'],
    engines: ['@machinaka/geo', '@machinaka/formats', '@machinaka/ngsi', ...doors('people', 'context')],
    thirdParty: [...sql, '@holiday-jp/holiday_jp', '@sglkc/kuromoji', 'opening_hours'],
    io: false,
  },
  'domains/citymodel': {
    may: ['@machinaka/platform', '@machinaka/people', '@machinaka/context'],
    engines: ['@machinaka/geo', '@machinaka/formats', ...doors('people', 'context')],
    thirdParty: sql,
    io: false,
  },
  'domains/insight': {
    may: ['@machinaka/platform', '@machinaka/people'],
    engines: ['@machinaka/geo', ...doors('people')],
    thirdParty: sql,
    io: false,
  },
  demo: { may: [], engines: ['@machinaka/geo', '@machinaka/formats'], thirdParty: [], io: true },
  ui: {
    may: [],
    engines: ['@machinaka/geo', ...doors('people', 'context', 'guide', 'citymodel', 'insight')],
    thirdParty: [
      'react',
      'react-dom',
      'react-aria-components',
      'maplibre-gl',
      'budoux',
      '@digital-go-jp/design-tokens',
      '@fontsource-variable/noto-sans-jp',
    ],
    io: false,
  },
  'apps/server': {
    may: [
      '@machinaka/platform',
      '@machinaka/people',
      '@machinaka/context',
      '@machinaka/guide',
      '@machinaka/citymodel',
      '@machinaka/insight',
    ],
    engines: ['@machinaka/geo', '@machinaka/formats', ...doors('people', 'context', 'guide', 'citymodel', 'insight')],
    thirdParty: ['typebox'],
    io: true,
  },
  'apps/town': {
    may: ['@machinaka/ui', '@machinaka/ui/icons', '@machinaka/ui/map', '@machinaka/ui/i18n', '@machinaka/ui/styles.css'],
    engines: ['@machinaka/geo', ...doors('people', 'guide', 'citymodel', 'insight')],
    thirdParty: ['react', 'react-dom', 'react-aria-components', '@tanstack/react-router', '@tanstack/react-query'],
    io: false,
  },
  'apps/console': {
    may: [
      '@machinaka/ui',
      '@machinaka/ui/icons',
      '@machinaka/ui/map',
      '@machinaka/ui/i18n',
      '@machinaka/ui/charts',
      '@machinaka/ui/styles.css',
    ],
    engines: ['@machinaka/geo', '@machinaka/formats/codes', ...doors('people', 'context', 'guide', 'citymodel', 'insight')],
    thirdParty: ['react', 'react-dom', 'react-aria-components', '@tanstack/react-router', '@tanstack/react-query'],
    io: false,
  },
}
