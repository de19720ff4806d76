import assert from 'node:assert/strict'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { visit } from './client.ts'
import { openTown, type Town } from './harness.ts'

let town: Town
const folder = mkdtempSync(join(tmpdir(), 'machinaka-kill-'))
before(async () => {
  town = await openTown()
})
after(async () => {
  await town?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Places {
  readonly total: number
  readonly items: readonly { readonly id: string }[]
}
const cafes = 6_000

/** Waits until something has begun; fails with its name where it does not within a minute. */
async function until(what: string, begun: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await begun());) {
    assert.ok(Date.now() < end, `not within a minute: ${what}`)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
  }
}

/** A file that takes some seconds to import: cafés in the demo town's box. */
async function bigFile(centre: readonly [number, number]): Promise<string> {
  const path = join(folder, 'big.osm')
  const out = createWriteStream(path)
  out.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n')
  for (let i = 0; i < cafes; i++)
    out.write(
      `<node id="${900_000_000 + i}" lat="${centre[1] + (i % 200) / 1e5}" lon="${centre[0] + Math.floor(i / 200) / 1e5}"><tag k="amenity" v="cafe"/><tag k="name" v="珈琲${i}"/></node>\n`,
    )
  await new Promise<void>((written) => {
    out.end('</osm>\n', () => written())
  })
  return path
}

test('kill -9 during an import: nothing is half-written, and it is simply run again', { timeout: 240_000 }, async () => {
  const visitor = await visit(town)
  const city = await visitor.get<{ centre: [number, number] }>('/api/city')
  const before_ = await visitor.get<Places>('/api/guide/places?limit=1')
  const path = await bigFile(city.body.centre)
  const running = town.cli('import', 'osm', path, '--city', 'minato', '--source', 'big')
  const admin = await visit(town, 'admin')
  await until('the import stages entities', async () => {
    const [run] = (await admin.get<{ state: string; report: { taken: number } }[]>('/api/context/runs?source=big')).body
    assert.notEqual(run?.state, 'published', 'the import was over before it could be killed')
    return (run?.report.taken ?? 0) > 0
  })
  await town.kill()
  const cut = await running
  assert.equal(cut.code, 1)
  assert.match(cut.output, /The running server does not answer .* run the same command again/)
  await town.start()
  const after_ = await visitor.get<Places>('/api/guide/places?limit=1')
  assert.equal(after_.body.total, before_.body.total, 'nothing of the killed import is seen')
  const staff = await visit(town, 'admin')
  const runs = await staff.get<{ state: string }[]>('/api/context/runs?source=big')
  assert.deepEqual(
    runs.body.map(({ state }) => state),
    ['interrupted'],
  )
  const again = await town.cli('import', 'osm', path, '--city', 'minato', '--source', 'big')
  assert.equal(again.code, 0, again.output)
  const whole = await visitor.get<Places>('/api/guide/places?limit=1')
  assert.equal(whole.body.total, before_.body.total + cafes)
})

test('kill -9 during writes: what was acknowledged stands, and its facts arrive', { timeout: 120_000 }, async () => {
  const staff = await visit(town, 'staff')
  const { body } = await staff.get<Places>('/api/guide/places?group=see&limit=5')
  const ids = body.items.map(({ id }) => id)
  assert.ok(ids.length > 0)
  const acknowledged = new Map<string, string>()
  let writing = true
  let written = 0
  let refused: unknown
  const writer = (async () => {
    for (let i = 0; writing; i++) {
      const id = ids[i % ids.length] ?? ''
      const phone = `0000-00-${String(i).padStart(4, '0')}`
      const answer = await staff.send('PATCH', `/api/guide/places/${encodeURIComponent(id)}`, { phone }).catch(() => undefined)
      if (answer === undefined) return
      if (answer.status !== 200) {
        refused = answer.body
        return
      }
      acknowledged.set(id, phone)
      written++
    }
  })()
  await until('a few writes are acknowledged', () => {
    assert.equal(refused, undefined)
    return written >= 7
  })
  await town.kill()
  writing = false
  await writer
  await town.start()
  const visitor = await visit(town)
  for (const [id, phone] of acknowledged) {
    const entity = await visitor.get<{ telephone?: { value?: string } }>(`/ngsi-ld/v1/entities/${encodeURIComponent(id)}`)
    const stored = entity.body.telephone?.value ?? ''
    assert.ok(stored >= phone, `${id}: acknowledged ${phone}, stored ${stored}`)
    let shown = ''
    for (let i = 0; i < 50 && shown !== stored; i++) {
      shown = (await visitor.get<{ phone?: string }>(`/api/guide/places/${encodeURIComponent(id)}`)).body.phone ?? ''
      if (shown !== stored)
        await new Promise((resolve) => {
          setTimeout(resolve, 100)
        })
    }
    assert.equal(shown, stored, 'the guide has caught up with the entity')
  }
})
