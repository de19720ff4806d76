/**
 * npm run bench -- guide: reading, importing, finding and showing a large town. Every step runs in a process of its own,
 * so that its memory is its own; the input is the demo town, drawn large.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { start, stop } from '../postgres.ts'
import { median, type Bench, type Measured, type RowSpec } from './harness.ts'
import { measureApp } from './town-app.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')

const rows: readonly RowSpec[] = [
  {
    id: 'osm-parse',
    work: 'OSM XML (100 MB, from `demo --scale`) and PBF read and mapped to places and base-map features, one core, no database',
    unit: 'tagged objects/s',
    goal: '≥ 20,000 tagged objects/s',
    meets: (v) => v >= 20_000,
  },
  { id: 'osm-memory', work: 'resident memory of that run', unit: 'MB', goal: '< 300 MB', meets: (v) => v < 300 },
  {
    id: 'osm-import',
    work: 'the same until searchable, with history and facts, embedded',
    unit: 'tagged objects/s',
    goal: '≥ 5,000/s',
    meets: (v) => v >= 5000,
  },
  { id: 'osm-import-pg', work: 'on PostgreSQL', unit: 'tagged objects/s', goal: '≥ 10,000/s', meets: (v) => v >= 10_000 },
  {
    id: 'search',
    work: '20,000 places, 1,000 generated queries (kana, romaji, one typo), at the server',
    unit: 'ms (p95)',
    goal: 'p95 < 20 ms',
    meets: (v) => v < 20,
  },
  { id: 'recall', work: 'the same queries, recall@5, kana and romaji', unit: '%', goal: '≥ 95 %', meets: (v) => v >= 95 },
  { id: 'recall-typo', work: 'with one typo', unit: '%', goal: '≥ 90 %', meets: (v) => v >= 90 },
  { id: 'tile', work: 'a town tile, not cached', unit: 'ms (p95)', goal: 'p95 < 15 ms', meets: (v) => v < 15 },
  {
    id: 'town-js',
    work: 'gzipped JavaScript of the town app before the map (React, Router, Query and basic React Aria alone are 156)',
    unit: 'kB',
    goal: '≤ 220 kB',
    meets: (v) => v <= 220,
  },
  {
    id: 'town-list',
    work: 'first list of places readable, Chromium with 4× CPU throttling',
    unit: 's',
    goal: '≤ 1.5 s',
    meets: (v) => v <= 1.5,
  },
  {
    id: 'town-map',
    work: 'map usable on the demo town, likewise (an empty one-point map takes 1.6–1.8)',
    unit: 's',
    goal: '≤ 3 s',
    meets: (v) => v <= 3,
  },
]

/** Towns side by side: about 100 MB of XML. */
const PARSE_SCALE = 43
/** Towns that together have 20,000 places with a name, and more without. */
const SEARCH_SCALE = 69
const REPEATS = 3

/** Runs one of the programs beside this file and reads the JSON object it prints last. */
async function child<T>(
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly core?: boolean } = {},
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  // With the switches of this process: those that every program of ours is started with (tools/runtime.mjs).
  const command = [process.execPath, ...process.execArgv, join(here, program), ...args]
  const pinned = options.core === true && process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command
  const running = spawn(pinned[0] ?? '', pinned.slice(1), {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  running.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  running.on('error', reject)
  running.on('close', (code) => {
    const last = output.trimEnd().split('\n').at(-1) ?? ''
    if (code === 0 && last.startsWith('{')) resolve(JSON.parse(last) as T)
    else reject(new Error(`${program} ended with ${code}: ${errors.trimEnd().split('\n').slice(-6).join(' ')}`))
  })
  return await promise
}

async function demoFiles(scale: number, folder: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const writing = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(root, 'demo/src/main.ts'),
      '--out',
      folder,
      '--scale',
      String(scale),
      '--today',
      '2026-11-25',
    ],
    { stdio: 'ignore' },
  )
  writing.on('error', reject)
  writing.on('close', (code) => {
    if (code === 0) resolve()
    else reject(new Error(`the demo town was not written (${code})`))
  })
  await promise
  return join(folder, 'town.osm')
}

interface Parsed {
  readonly objects: number
  readonly seconds: number
  readonly cpu_s: number
  readonly rss_MB: number
  readonly places: number
  readonly features: number
}
interface Imported {
  readonly objects: number
  readonly entities: number
  readonly seconds: number
  readonly cpu_s: number
}
interface Searched {
  readonly places: number
  readonly p95s_ms: readonly number[]
  readonly scan_p95_ms: number
  readonly recall: number
  readonly recallTypo: number
  readonly queries: number
}
interface Tiled {
  readonly tiles: number
  readonly p95s_ms: readonly number[]
  readonly p50_ms: number
  readonly read_p95_ms: number
}

type Say = (text: string) => void
type Out = readonly [string, Measured | Error]
const failed = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

async function* parse(folder: string, say: Say): AsyncGenerator<Out> {
  const file = await demoFiles(PARSE_SCALE, folder)
  const [runs, pbfs]: [Parsed[], Parsed[]] = [[], []]
  // The first reading finds neither the file nor the compiled modules at hand, and does not count.
  for (const how of ['xml', 'pbf']) await child<Parsed>('osm-parse.ts', [file, how], { core: true })
  for (let i = 0; i < REPEATS; i++) {
    runs.push(await child<Parsed>('osm-parse.ts', [file, 'xml'], { core: true }))
    pbfs.push(await child<Parsed>('osm-parse.ts', [file, 'pbf'], { core: true }))
    say(`osm-parse: ${Math.round((runs.at(-1)?.objects ?? 0) / (runs.at(-1)?.seconds ?? 1)).toLocaleString('en')} objects/s`)
  }
  const peer = await child<Parsed>('osm-parse.ts', [file, 'saxes'], { core: true })
  const rate = (run: Parsed): number => run.objects / run.seconds
  const [xml, pbf] = [runs.map(rate), pbfs.map(rate)]
  const slower = median(xml) <= median(pbf) ? xml : pbf
  yield [
    'osm-parse',
    {
      value: median(slower),
      samples: slower,
      reference: { name: 'saxes, XML events alone', value: rate(peer) },
      note: `XML ${Math.round(median(xml)).toLocaleString('en')}, PBF ${Math.round(median(pbf)).toLocaleString('en')}; the slower counts; ${runs[0]?.objects.toLocaleString('en')} tagged objects; XML takes ${median(runs.map((run) => run.cpu_s)).toFixed(1)} s of processor time`,
    },
  ]
  const memory = [...runs, ...pbfs].map(({ rss_MB }) => rss_MB)
  yield [
    'osm-memory',
    {
      value: Math.max(...memory),
      samples: memory,
      reference: { name: 'saxes, XML events alone', value: peer.rss_MB },
      note: 'greatest of all runs, XML and PBF',
    },
  ]
}

/** A yardstick: the same file read and mapped, without a database. */
async function readAlone(file: string): Promise<{ readonly name: string; readonly value: number }> {
  const alone = await child<Parsed>('osm-parse.ts', [file, 'xml'])
  return { name: 'reading and mapping alone', value: alone.objects / alone.seconds }
}

async function* importEmbedded(file: string, dataDir: string, say: Say): AsyncGenerator<Out> {
  const imported = await child<Imported>('osm-import.ts', [file, dataDir])
  say(
    `osm-import: ${imported.entities.toLocaleString('en')} entities of ${imported.objects.toLocaleString('en')} objects in ${imported.seconds.toFixed(1)} s`,
  )
  yield [
    'osm-import',
    {
      value: imported.objects / imported.seconds,
      reference: await readAlone(file),
      note: `${imported.entities.toLocaleString('en')} entities; ${imported.cpu_s.toFixed(1)} s of processor time; once`,
    },
  ]
}

async function* importOnServer(file: string, dataDir: string): AsyncGenerator<Out> {
  const server = await start({ durable: true })
  try {
    const imported = await child<Imported>('osm-import.ts', [file, dataDir], { env: { DATABASE_URL: server.url } })
    yield [
      'osm-import-pg',
      {
        value: imported.objects / imported.seconds,
        reference: await readAlone(file),
        note: `${imported.entities.toLocaleString('en')} entities; fsync on; ${imported.cpu_s.toFixed(1)} s of processor time beside the server’s; once`,
      },
    ]
  } finally {
    stop(server.folder)
  }
}

async function* find(dataDir: string): AsyncGenerator<Out> {
  const found = await child<Searched>('search.ts', [dataDir])
  const scan = { name: 'plain scan over all names', value: found.scan_p95_ms }
  yield [
    'search',
    {
      value: median(found.p95s_ms),
      samples: found.p95s_ms,
      reference: scan,
      note: `${found.places.toLocaleString('en')} places, ${found.queries} queries in each of ${found.p95s_ms.length} passes`,
    },
  ]
  yield ['recall', { value: found.recall }]
  yield ['recall-typo', { value: found.recallTypo }]
}

async function* draw(dataDir: string): AsyncGenerator<Out> {
  const tiled = await child<Tiled>('tile.ts', [dataDir])
  yield [
    'tile',
    {
      value: median(tiled.p95s_ms),
      samples: tiled.p95s_ms,
      reference: { name: 'one bare query of the same database, p95', value: tiled.read_p95_ms },
      note: `p50 ${tiled.p50_ms.toFixed(1)} ms; ${tiled.tiles} different tiles in ${tiled.p95s_ms.length} passes`,
    },
  ]
}

/** What is measured before something fails stands; the rows that are missing then carry the reason. */
export async function* guarded(ids: readonly string[], measuring: AsyncIterable<Out>, say: Say): AsyncGenerator<Out> {
  const missing = new Set(ids)
  try {
    for await (const out of measuring) {
      missing.delete(out[0])
      yield out
    }
  } catch (error) {
    say(`${[...missing].join(', ')}: ${failed(error).message}`)
    for (const id of missing) yield [id, failed(error)]
  }
}

async function* importAndUse(folder: string, wanted: (...ids: readonly string[]) => boolean, say: Say): AsyncGenerator<Out> {
  const file = await demoFiles(SEARCH_SCALE, folder)
  const dataDir = join(folder, 'data')
  if (wanted('osm-import', ...uses)) yield* guarded(['osm-import'], importEmbedded(file, dataDir, say), say)
  if (wanted('osm-import-pg')) yield* guarded(['osm-import-pg'], importOnServer(file, join(folder, 'data-pg')), say)
  if (wanted('search', 'recall', 'recall-typo')) yield* guarded(['search', 'recall', 'recall-typo'], find(dataDir), say)
  if (wanted('tile')) yield* guarded(['tile'], draw(dataDir), say)
}

/** Rows that look at the embedded database after the import. */
const uses = ['search', 'recall', 'recall-typo', 'tile'] as const
const reads = ['osm-parse', 'osm-memory'] as const
const imports = ['osm-import', 'osm-import-pg', ...uses] as const
const shows = ['town-js', 'town-list', 'town-map'] as const

/** `only`: ids of rows; the others are not measured. */
export function guideBench(only: readonly string[] | undefined): Bench {
  const wanted = (...ids: readonly string[]): boolean => only === undefined || ids.some((id) => only.includes(id))
  return {
    name: 'guide',
    rows,
    async *measure(say) {
      const folder = mkdtempSync(join(tmpdir(), 'machinaka-bench-'))
      try {
        if (wanted(...reads)) yield* guarded(reads, parse(join(folder, 'parse'), say), say)
        if (wanted(...imports)) yield* guarded(imports, importAndUse(join(folder, 'use'), wanted, say), say)
        if (wanted(...shows)) yield* guarded(shows, measureApp(say), say)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}
