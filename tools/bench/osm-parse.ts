/** osm-parse.ts FILE xml|pbf|saxes: reads a file and maps it to places and base-map features; prints one JSON object. */
import { createReadStream } from 'node:fs'
import { SaxesParser } from 'saxes'
import { baseFeaturesOf } from '../../domains/citymodel/src/rules/index.ts'
import { mapOsm } from '../../domains/guide/src/rules/osm-place.ts'
import { readOsm } from '../../engines/formats/src/index.ts'
import { pbfOf } from './pbf.ts'

const [, , file = '', how = 'xml'] = process.argv

const bytes = (): AsyncIterable<Uint8Array> => createReadStream(file, { highWaterMark: 256 * 1024 })

async function ours(chunks: AsyncIterable<Uint8Array>): Promise<object> {
  const started = performance.now()
  let [objects, places, features] = [0, 0, 0]
  for await (const batch of readOsm(chunks, { name: file })) {
    objects += batch.objects.length
    places += mapOsm(batch.objects, {}).entities.length
    for (const object of batch.objects) for (const _ of baseFeaturesOf(object)) features++
  }
  return { objects, places, features, seconds: (performance.now() - started) / 1000 }
}

/** The peer: a well-known XML parser, counting the objects that have a tag, and nothing else. */
async function peer(): Promise<object> {
  const started = performance.now()
  const parser = new SaxesParser()
  const decoder = new TextDecoder()
  let objects = 0
  let tagged = false
  parser.on('opentag', ({ name }) => {
    if (name === 'tag') tagged = true
    else if (name === 'node' || name === 'way' || name === 'relation') tagged = false
  })
  parser.on('closetag', ({ name }) => {
    if (tagged && (name === 'node' || name === 'way' || name === 'relation')) objects++
  })
  for await (const chunk of bytes()) parser.write(decoder.decode(chunk, { stream: true }))
  parser.close()
  return { objects, places: 0, features: 0, seconds: (performance.now() - started) / 1000 }
}

// The PBF of the same town is written by another process first: its making must not count here.
const result =
  how === 'saxes' ? await peer() : await ours(how === 'pbf' ? createReadStream(await pbfOf(file), { highWaterMark: 256 * 1024 }) : bytes())
const { user, system } = process.cpuUsage()
process.stdout.write(
  `${JSON.stringify({ ...result, cpu_s: (user + system) / 1e6, rss_MB: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`,
)
