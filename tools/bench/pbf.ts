/** pbf.ts FILE.osm: writes FILE.osm.pbf beside it, with dense nodes in zlib blobs of 8,000 objects, as osmium writes them. */
import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs'
import { SaxesParser } from 'saxes'
import { asPbf, type TestTown } from '../../engines/formats/src/osm/test-encoders.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] }
const empty = (): Mutable<TestTown> => ({ nodes: [], ways: [], relations: [] })
const PER_BLOB = 8000

/** The path of the PBF of an OSM XML file; made in another process where it is not there yet. */
export async function pbfOf(file: string): Promise<string> {
  const path = `${file}.pbf`
  if (existsSync(path)) return path
  const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', import.meta.filename, file], { stdio: 'inherit' })
  if (done.status !== 0) throw new Error(`${path} could not be written`)
  return path
}

/** Each call of the encoder begins with the file's header, of which a file has one. */
function withoutHeader(bytes: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf('OSMData')
  return bytes.subarray(at - 6)
}

async function convert(file: string): Promise<void> {
  const making = `${file}.pbf.making`
  const out = createWriteStream(making)
  let town = empty()
  let [count, first] = [0, true]
  const flush = (): void => {
    if (count === 0) return
    const bytes = asPbf(town, { dense: true, packed: true })
    out.write(first ? bytes : withoutHeader(bytes))
    ;[town, count, first] = [empty(), 0, false]
  }
  const parser = new SaxesParser()
  let kind = ''
  let [attributes, tags, refs]: [Record<string, string>, Record<string, string>, { type: string; ref: number; role: string }[]] = [
    {},
    {},
    [],
  ]
  parser.on('opentag', (tag) => {
    const given = tag.attributes as Record<string, string>
    if (tag.name === 'tag') tags[given['k'] ?? ''] = given['v'] ?? ''
    else if (tag.name === 'nd') refs.push({ type: 'node', ref: Number(given['ref']), role: '' })
    else if (tag.name === 'member') refs.push({ type: given['type'] ?? 'way', ref: Number(given['ref']), role: given['role'] ?? '' })
    else if (['node', 'way', 'relation'].includes(tag.name)) {
      // A blob holds one kind, as those of real files do.
      if (kind !== tag.name) flush()
      ;[kind, attributes, tags, refs] = [tag.name, given, {}, []]
    }
  })
  parser.on('closetag', ({ name }) => {
    if (name !== kind) return
    const id = Number(attributes['id'])
    if (name === 'node') town.nodes.push({ id, position: [Number(attributes['lon']), Number(attributes['lat'])], tags })
    else if (name === 'way') town.ways.push({ id, nodes: refs.map(({ ref }) => ref), tags })
    else
      town.relations.push({
        id,
        tags,
        members: refs.map(({ type, ref, role }) => ({ kind: type as 'node' | 'way' | 'relation', id: ref, role })),
      })
    if (++count >= PER_BLOB) flush()
  })
  const decoder = new TextDecoder()
  for await (const chunk of createReadStream(file)) parser.write(decoder.decode(chunk as Uint8Array, { stream: true }))
  parser.close()
  flush()
  await new Promise<void>((written) => {
    out.end(() => written())
  })
  renameSync(making, `${file}.pbf`)
}

if (import.meta.filename === process.argv[1]) await convert(process.argv[2] ?? '')
