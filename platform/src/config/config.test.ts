import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { configTable, ConfigRefused, readConfig } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'machinaka-config-'))
after(() => rmSync(folder, { recursive: true }))

const withFile = (text: string): string => {
  const file = join(folder, 'machinaka.config.json')
  writeFileSync(file, text)
  return file
}
const absent = join(folder, 'absent.json')
const problemsOf = (env: Record<string, string>, file = absent): readonly string[] => {
  try {
    readConfig({ env, file })
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigRefused, String(error))
    return error.problems
  }
}

test('nothing set gives the defaults, and unrelated variables are ignored', () => {
  const config = readConfig({ env: { PATH: '/bin', HOME: '/root', PORT: '' }, file: absent })
  assert.deepEqual(
    [config.PORT, config.HOST, config.DATA_DIR, config.CITY_BY_HOST, config.DATABASE_URL],
    [8080, '127.0.0.1', '.machinaka', false, undefined],
  )
})

test('the environment goes before the file, and the file before the default', () => {
  const config = readConfig({
    env: { PORT: '9000', OUTBOUND_PRIVATE: 'on' },
    file: withFile('{"PORT": 1, "HOST": "0.0.0.0", "OUTBOUND_PRIVATE": false}'),
  })
  assert.deepEqual([config.PORT, config.HOST, config.OUTBOUND_PRIVATE], [9000, '0.0.0.0', true])
})

test('production finds cities by host', () => assert.equal(readConfig({ env: { ENV: 'production' }, file: absent }).CITY_BY_HOST, true))

test('every problem is named at once', () =>
  assert.deepEqual(problemsOf({ PORT: 'eighty', DATABSE_URL: 'x', DATABASE_URI: 'x', LIMIT_BODY_BYTES: '-1' }, withFile('{"port": 80}')), [
    `${join(folder, 'machinaka.config.json')}: there is no setting port (is PORT meant?)`,
    'environment: there is no setting DATABSE_URL (is DATABASE_URL meant?)',
    'environment: there is no setting DATABASE_URI (is DATABASE_URL meant?)',
    'PORT is "eighty", but must be whole number 0–65535',
    'LIMIT_BODY_BYTES is -1, but must be whole number 1024–1073741824',
  ]))

test('a slip of the pen is refused, an ordinary variable never', () => {
  const slips = {
    LOG_LEVLE: 'LOG_LEVEL',
    LOGLEVEL: 'LOG_LEVEL',
    TRUST_PROXI: 'TRUST_PROXY',
    TRUSTPROXY: 'TRUST_PROXY',
    PUBLIC_ULR: 'PUBLIC_URL',
    DATA_DIRR: 'DATA_DIR',
    TEST_NOV: 'TEST_NOW',
    BASMAP: 'BASEMAP',
  }
  for (const [slip, key] of Object.entries(slips))
    assert.deepEqual(problemsOf({ [slip]: 'x' }), [`environment: there is no setting ${slip} (is ${key} meant?)`])
  const ordinary = [
    'HOME',
    'POST',
    'EN',
    'ENVS',
    'PORTS',
    'HOSTS',
    'HOSTNAME',
    'HOSTTYPE',
    'PATH',
    'PWD',
    'JAVA_DIR',
    'DATA_SET',
    'BASE_DIR',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'ALL_PROXY',
    'LOG_FILE',
    'PUBLIC_IP',
    'NODE_ENV',
    'TEST_DATABASE_URL',
    'PGDATABASE',
    'XDG_DATA_DIRS',
    'NPM_CONFIG_LOGLEVEL',
    'TEST_ENV',
    'SHLVL',
    'LS_COLORS',
    'CI',
  ]
  assert.deepEqual(problemsOf(Object.fromEntries(ordinary.map((name) => [name, 'x']))), [])
})

test('a secret is not shown when it is wrong', () =>
  assert.deepEqual(problemsOf({ SMTP_URL: 'hunter2' }), ['SMTP_URL must be text like ^smtps?://']))

test('proxies are hops, addresses and ranges', () => {
  const read = (given: string): unknown => readConfig({ env: { TRUST_PROXY: given }, file: absent }).TRUST_PROXY
  assert.deepEqual(['off', 'on', '2', '10.0.0.0/8, ::1', 'loopback'].map(read), [false, true, 2, '10.0.0.0/8, ::1', 'loopback'])
  assert.deepEqual(
    problemsOf({ TRUST_PROXY: '10.0.0.0/33, ::1/128, everybody' }),
    ['10.0.0.0/33', 'everybody'].map(
      (range) => `TRUST_PROXY names ${JSON.stringify(range)}, which is no address and no range such as 10.0.0.0/8`,
    ),
  )
  assert.match(problemsOf({ TRUST_PROXY: '99' }).join(), /TRUST_PROXY is 99, but must be on \| off \| whole number 0–10 \| text/)
})

test('a stopped clock is refused in production', () =>
  assert.match(problemsOf({ ENV: 'production', TEST_NOW: '2026-04-01T00:00:00Z' }).join(), /TEST_NOW/))

test('half an S3 storage is refused', () =>
  assert.deepEqual(problemsOf({ OBJECTS_S3_ENDPOINT: 'https://s3.example', OBJECTS_S3_BUCKET: 'b' }), [
    'OBJECTS_S3_ACCESS_KEY_ID, OBJECTS_S3_SECRET_ACCESS_KEY: missing, while other settings of the S3 storage are there',
  ]))

test('a file that is not JSON is named', () => assert.match(problemsOf({}, withFile('{')).join(), /machinaka\.config\.json: /))

test('docs/configuration.md shows this table', () => {
  const docs = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  assert.ok(docs.includes(configTable()), `docs/configuration.md must hold this table:\n${configTable()}`)
})
