import { Type, type Static } from 'typebox'

const switched = (on: boolean, description: string) => Type.Boolean({ default: on, description })
const count = (limits: { readonly default: number; readonly minimum: number; readonly maximum: number }, description: string) =>
  Type.Integer({ ...limits, description })
const text = (description: string, more: { readonly default?: string; readonly pattern?: string; readonly minLength?: number } = {}) =>
  Type.String({ minLength: 1, ...more, description })

/**
 * Every setting, with one name everywhere: in the environment, in `machinaka.config.json`, in the documentation and in
 * code. `docs/configuration.md` shows the same table; a test compares them.
 */
export const configSchema = Type.Object(
  {
    ENV: Type.Union([Type.Literal('development'), Type.Literal('production')], {
      default: 'development',
      description:
        'How the server is run. In production cities are found by host name, demo accounts do not sign in, and test settings are refused.',
    }),
    HOST: text('Address to listen on. The default is reached from this machine only; `0.0.0.0` listens on all.', { default: '127.0.0.1' }),
    PORT: count({ default: 8080, minimum: 0, maximum: 65_535 }, 'Port to listen on; 0 takes a free one.'),
    PUBLIC_URL: Type.Optional(
      text('Address under which people reach the server, where it differs from host and port (behind a proxy).', {
        pattern: '^https?://[^/]+/?$',
      }),
    ),
    CITY_BY_HOST: Type.Optional(
      Type.Boolean({
        description:
          'Whether the host name says which city is meant. Default: on in production; off in development, where `?city=` says it.',
      }),
    ),
    TRUST_PROXY: Type.Union([Type.Boolean(), Type.Integer({ minimum: 0, maximum: 10 }), Type.String({ pattern: '^[a-z0-9.:/, ]+$' })], {
      default: false,
      description:
        'Proxies whose `X-Forwarded-*` headers are believed: so many hops counted from the server (`on` is one, the nearest), or addresses and ranges, such as `10.0.0.0/8, ::1`. Only where nobody reaches the server past the proxy; addresses are the safer choice. What comes through a proxy never counts as coming from this machine.',
    }),
    DATA_DIR: text(
      'Folder of everything the server stores itself: embedded database, files, written mail. Beside the installation unless the environment names another.',
      { default: '.machinaka' },
    ),
    DATABASE_URL: Type.Optional(
      text('A PostgreSQL server ≥ 15 with PostGIS. Absent: the embedded database in `DATA_DIR`.', { pattern: '^postgres(ql)?://' }),
    ),
    DATABASE_POOL: count({ default: 10, minimum: 2, maximum: 200 }, 'Connections to `DATABASE_URL`.'),
    DATABASE_QUERY_LIMIT_S: count({ default: 30, minimum: 1, maximum: 3_600 }, 'Seconds after which a query is ended.'),
    OBJECTS_S3_ENDPOINT: Type.Optional(
      text(
        'S3-compatible storage for big files, such as `https://s3.ap-northeast-1.amazonaws.com`. Absent: a folder in `DATA_DIR`. The four settings `OBJECTS_S3_*` without default go together.',
        { pattern: '^https?://' },
      ),
    ),
    OBJECTS_S3_BUCKET: Type.Optional(text('Bucket in that storage.')),
    OBJECTS_S3_REGION: text('Region the requests are signed for.', { default: 'auto' }),
    OBJECTS_S3_ACCESS_KEY_ID: Type.Optional(text('Key id for that storage.')),
    OBJECTS_S3_SECRET_ACCESS_KEY: Type.Optional(text('Secret for that storage.')),
    SMTP_URL: Type.Optional(
      text('Mail server, `smtp://user:password@host:587` or `smtps://…`. Absent: mail is written to `DATA_DIR/mail`.', {
        pattern: '^smtps?://',
      }),
    ),
    MAIL_FROM: text('Sender of mail.', { default: 'machinaka@localhost' }),
    LOG_LEVEL: Type.Union(
      [
        Type.Literal('fatal'),
        Type.Literal('error'),
        Type.Literal('warn'),
        Type.Literal('info'),
        Type.Literal('debug'),
        Type.Literal('trace'),
        Type.Literal('silent'),
      ],
      { default: 'info', description: 'Least important lines that are logged.' },
    ),
    BROKER_MEMORY_MB: count(
      { default: 128, minimum: 0, maximum: 65_536 },
      'MiB of entities (as JSON; in memory about three times that) that are kept beside the database for reads. 0 keeps nothing.',
    ),
    LIMIT_BODY_BYTES: count(
      { default: 1_048_576, minimum: 1_024, maximum: 1_073_741_824 },
      'Greatest body of a request, other than an upload.',
    ),
    LIMIT_IMPORT_BYTES: count(
      { default: 2_000_000_000, minimum: 1_024, maximum: 100_000_000_000 },
      'Greatest file that is imported, uploaded or fetched.',
    ),
    LIMIT_REQUESTS_PER_MINUTE: count({ default: 600, minimum: 1, maximum: 1_000_000 }, 'Requests from one address per minute.'),
    OUTBOUND_PRIVATE: switched(false, 'Whether outside calls (feeds, files by URL) may go to loopback, private and link-local addresses.'),
    OUTBOUND_TIMEOUT_S: count({ default: 30, minimum: 1, maximum: 3_600 }, 'Seconds after which an outside call without progress ends.'),
    BASEMAP: Type.Union([Type.Literal('own'), Type.Literal('gsi')], {
      default: 'own',
      description:
        'Map tiles that visitors may be offered: `own` are those drawn from the imported data alone; `gsi` also lets browsers fetch tiles of the Geospatial Information Authority of Japan (an outside service), in the cities whose settings switch `features.gsiTiles` on. The own map stays the first one.',
    }),
    NGSILD_ALIAS: Type.Optional(
      text(
        'Name of this broker in the `Via` headers of distributed requests; unique among the brokers that register each other, the same on every server of one database. Default: made of the public address.',
        { pattern: '^[0-9A-Za-z][-.0-9A-Za-z_~]{0,62}$' },
      ),
    ),
    NGSILD_SPLIT_ENTITIES: switched(
      false,
      'Whether entities may lie in parts on several brokers, where a query does not say so itself: filters are then applied after the parts are put together, which is slower.',
    ),
    NGSILD_CORE: Type.Union(
      [
        Type.Literal('1.3'),
        Type.Literal('1.4'),
        Type.Literal('1.5'),
        Type.Literal('1.6'),
        Type.Literal('1.7'),
        Type.Literal('1.8'),
        Type.Literal('1.9'),
      ],
      {
        default: '1.9',
        description: 'Edition of the NGSI-LD core @context that requests mean when they name none. All editions are built in.',
      },
    ),
    HISTORY_DAYS: count(
      { default: 730, minimum: 0, maximum: 36_500 },
      'Days that the history of entities is kept in cities that do not say so themselves; 0 is for ever.',
    ),
    HISTORY_PAGE: count(
      { default: 10_000, minimum: 1, maximum: 1_000_000 },
      'Values of the past in one answer of the Temporal API; longer answers are cut by time (206).',
    ),
    HISTORY_OF_DELETED: switched(true, 'Whether the history of an entity stays when the entity is deleted.'),
    TEST_NOW: Type.Optional(
      text('An instant at which the clock stands still, for tests. Refused in production.', { pattern: '^\\d{4}-\\d{2}-\\d{2}T' }),
    ),
  },
  { additionalProperties: false },
)

export type ConfigKey = keyof Static<typeof configSchema>

/** All settings, checked, with defaults filled in. */
export type Config = Readonly<Static<typeof configSchema>> & { readonly CITY_BY_HOST: boolean }

/** Settings whose value is never shown. */
export const secretKeys: readonly ConfigKey[] = ['DATABASE_URL', 'SMTP_URL', 'OBJECTS_S3_ACCESS_KEY_ID', 'OBJECTS_S3_SECRET_ACCESS_KEY']
