/** A city on PostgreSQL: servers without state of their own, on one database. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { findPrograms, start, stop, type ThrowAway } from '../tools/postgres.ts'
import { visit } from './client.ts'
import { machinaka, openServer, type Town } from './harness.ts'

const skip = findPrograms() === undefined ? 'skipped: PostgreSQL is not installed (Debian: postgresql-15-postgis-3)' : false

/** Changes something as the operator of this machine, through the server's control socket. */
async function operate(town: Town, method: string, path: string, body: unknown): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const outgoing = request(
    { socketPath: join(town.dataDir, 'control.sock'), method, path, headers: { host: 'localhost', 'content-type': 'application/json' } },
    (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    },
  )
  outgoing.on('error', reject)
  outgoing.end(JSON.stringify(body))
  return await promise
}

describe('two servers on one PostgreSQL database', { skip }, () => {
  let database: ThrowAway
  let one: Town
  let two: Town
  const folder = mkdtempSync(join(tmpdir(), 'machinaka-two-'))
  const newFolder = (): string => mkdtempSync(join(tmpdir(), 'machinaka-e2e-'))
  const file = join(folder, 'small.osm')
  const write = (names: readonly string[]): void =>
    writeFileSync(
      file,
      `<osm version="0.6">${names.map((name, i) => `<node id="${i + 1}" lat="${34.7 + i / 1000}" lon="135.5"><tag k="amenity" v="cafe"/><tag k="name" v="${name}"/></node>`).join('')}</osm>`,
    )
  const importFile = async (): Promise<string> => {
    const { code, output } = await machinaka(
      ['import', 'osm', file, '--city', 'tsubame', '--name', '燕町'],
      one === undefined ? { ...process.env, DATA_DIR: folder, DATABASE_URL: database.url } : one.env,
    )
    assert.equal(code, 0, output)
    return output
  }
  before(async () => {
    database = await start()
    write(['喫茶つばめ'])
    const output = await importFile()
    assert.match(output, /1 taken \(1 new/)
    one = await openServer(newFolder(), { DATABASE_URL: database.url })
    two = await openServer(newFolder(), { DATABASE_URL: database.url })
  })
  after(async () => {
    await Promise.all([one?.stop(), two?.stop()])
    stop(database.folder)
    rmSync(folder, { recursive: true, force: true })
  })

  /** Ids found at a server, once there are as many as wanted, or after ten seconds whatever there is. */
  async function found(town: Town, q: string, wanted = 1): Promise<readonly string[]> {
    const visitor = await visit(town)
    let ids: readonly string[] = []
    for (let i = 0; i < 100; i++) {
      ids = (await visitor.get<{ items: { id: string }[] }>(`/api/guide/places?q=${encodeURIComponent(q)}`)).body.items.map(({ id }) => id)
      if (ids.length === wanted) return ids
      await new Promise((resolve) => {
        setTimeout(resolve, 100)
      })
    }
    return ids
  }

  test('both serve what was imported before they started', async () => {
    for (const town of [one, two]) assert.equal((await found(town, 'つばめ')).length, 1)
  })

  test('an edit at one is found at the other', async () => {
    const [id = ''] = await found(one, 'つばめ')
    assert.equal(await operate(one, 'PATCH', `/api/guide/places/${encodeURIComponent(id)}`, { name: { ja: '喫茶ほととぎす' } }), 200)
    assert.deepEqual(await found(two, 'ほととぎす'), [id])
    assert.deepEqual(await found(one, 'ほととぎす'), [id])
  })

  test('an import by a third process is found at both, without a restart', async () => {
    write(['喫茶つばめ', '珈琲ひばり'])
    assert.match(await importFile(), /2 taken \(1 new/)
    for (const town of [one, two]) assert.equal((await found(town, 'ひばり')).length, 1)
  })

  test('one ends, the other goes on', async () => {
    await two.kill()
    assert.equal((await found(one, 'ひばり')).length, 1)
    await two.start()
    assert.equal((await found(two, 'ひばり')).length, 1)
  })
})
