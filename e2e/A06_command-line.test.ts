import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { visit } from './client.ts'
import { freePort, machinaka, openTown, root, type Town } from './harness.ts'

let town: Town
const folder = mkdtempSync(join(tmpdir(), 'machinaka-cli-'))
before(async () => {
  town = await openTown()
})
after(async () => {
  await town?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const osm = (names: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n${names.map((name, i) => `  <node id="${i + 1}" lat="${34.7 + i / 1000}" lon="${135.5 + i / 1000}"><tag k="amenity" v="cafe"/><tag k="name" v="${name}"/></node>`).join('\n')}\n</osm>\n`

test('a second start says that one runs, and where', async () => {
  const { code, output } = await town.cli('start')
  assert.equal(code, 1)
  assert.match(output, new RegExp(`runs already: ${town.url}`))
})

test('a taken port is said with the next step', async () => {
  const other = mkdtempSync(join(tmpdir(), 'machinaka-port-'))
  const { code, output } = await machinaka(['start'], { ...town.env, DATA_DIR: other })
  rmSync(other, { recursive: true, force: true })
  assert.equal(code, 1)
  assert.match(output, /Port \d+ is taken by another program\. Choose another one: PORT=\d+ npm start/)
})

test('an import goes through the running server, makes the city, and is found at once', async () => {
  const file = join(folder, 'small.osm')
  writeFileSync(file, osm(['珈琲あおぞら', '喫茶こもれび']))
  const { code, output } = await town.cli('import', 'osm', file, '--city', 'aozora', '--name', '青空町')
  assert.equal(code, 0, output)
  assert.match(output, /Through the running server/)
  assert.match(output, /2 taken \(2 new, 0 changed, 0 as before\)/)
  const visitor = await visit(town)
  const found = await visitor.get<{ items: { name: { ja?: string } }[] }>('/api/guide/places?city=aozora&q=あおぞら')
  assert.deepEqual(
    found.body.items.map(({ name }) => name.ja),
    ['珈琲あおぞら'],
  )
  const city = await visitor.get<{ name: { ja: string } }>('/api/city?city=aozora')
  assert.equal(city.body.name.ja, '青空町')
})

test('importing again changes nothing, and what disappeared goes only when told', async () => {
  const file = join(folder, 'small.osm')
  writeFileSync(file, osm(['珈琲あおぞら']))
  const kept = await town.cli('import', 'osm', file, '--city', 'aozora')
  assert.match(kept.output, /1 taken \(0 new, 0 changed, 1 as before\)/)
  assert.match(kept.output, /1 are no longer in the source\. They stay/)
  const visitor = await visit(town)
  const before = await visitor.get<{ total: number }>('/api/guide/places?city=aozora')
  assert.equal(before.body.total, 2)
  await town.cli('import', 'osm', file, '--city', 'aozora', '--remove-missing')
  const left = await visitor.get<{ total: number }>('/api/guide/places?city=aozora')
  assert.equal(left.body.total, 1)
})

test('words it does not know end with 2 and the right words', async () => {
  assert.deepEqual((await town.cli('improt')).code, 2)
  assert.match((await town.cli('import', 'shp', 'x')).output, /What kind of file\?/)
  assert.match((await town.cli('import', 'osm', join(folder, 'absent.osm'), '--city', 'x')).output, /There is no file/)
  assert.match((await town.cli('import', 'osm', join(folder, 'small.osm'))).output, /Which city\?/)
})

test('the cities are listed', async () => {
  const { code, output } = await town.cli('city', 'list')
  assert.equal(code, 0)
  assert.match(output, /みなと町/)
})

test('the installed command works from any folder, as npx runs it', () => {
  const ran = spawnSync(process.execPath, [join(root, 'apps/server/bin/machinaka.mjs'), 'city', 'list', '--json'], {
    cwd: folder,
    env: town.env,
    encoding: 'utf8',
  })
  assert.equal(ran.status, 0, ran.stderr)
  assert.ok((JSON.parse(ran.stdout) as { city: string }[]).some(({ city }) => city === 'minato'))
})

test('Ctrl-C stops an import in the running server; the city it would have opened is not there', async () => {
  const file = join(folder, 'large.osm')
  writeFileSync(
    file,
    osm(Array.from({ length: 20_000 }, (_, i) => `珈琲${i}`)).replaceAll(/lat="[^"]+" lon="[^"]+"/g, 'lat="34.7" lon="135.5"'),
  )
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'apps/server/src/main.ts'), 'import', 'osm', file, '--city', 'stopped'],
    { cwd: root, env: town.env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString()
    if (text.includes('Through the running server')) child.kill('SIGINT')
  })
  const code = await new Promise((ended) => {
    child.on('close', ended)
  })
  assert.equal(code, 130, output)
  assert.match(output, /large\.osm was not imported: it was stopped before it was published/)
  assert.doesNotMatch((await town.cli('city', 'list')).output, /stopped/)
})

test('an address in a private range is refused', async () => {
  const port = await freePort()
  const server = createServer((_request, answer) => answer.end(osm(['x'])))
  await new Promise<void>((ready) => {
    server.listen(port, '127.0.0.1', ready)
  })
  const { code, output } = await town.cli('import', 'osm', `http://127.0.0.1:${port}/town.osm`, '--city', 'aozora')
  await new Promise((closed) => {
    server.close(closed)
  })
  assert.equal(code, 1)
  assert.match(output, /OUTBOUND_PRIVATE|private|loopback/)
})
