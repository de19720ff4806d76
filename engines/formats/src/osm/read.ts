import { openContent, startsWith, strangerError, type Content } from '../bytes.ts'
import { FormatError, ReportBuilder, type Reading } from '../report.ts'
import { Assembler } from './assemble.ts'
import type { OsmBatch, OsmLimits, OsmObject, ReadOsmOptions } from './model.ts'
import { OverpassJsonDecoder } from './overpass.ts'
import { OsmPbfDecoder } from './pbf.ts'
import type { OsmDecoder, OsmSink } from './sink.ts'
import { OsmXmlDecoder } from './xml.ts'

/** Limits unless told otherwise: a large city fits, a country does not. */
export const osmLimits: OsmLimits = { content_bytes: 2_000_000_000, element_bytes: 32 * 1024 * 1024, nodes: 30_000_000 }

/**
 * Reads OpenStreetMap data as it comes, recognised by its content: OSM XML, PBF, Overpass JSON, each also inside gzip.
 * Gives every tagged object once, in batches; objects without tags only serve the shapes of others. A bad record is
 * left out and named in the report; a file that is no such thing, or ends in the middle, throws a FormatError: a caller
 * that stores what it gets must not publish it before the reading has ended.
 */
export function readOsm(chunks: AsyncIterable<Uint8Array>, options: ReadOsmOptions): Reading<OsmBatch> {
  const report = new ReportBuilder()
  return { report: () => report.report(), [Symbol.asyncIterator]: () => batches(chunks, options, report) }
}

async function* batches(chunks: AsyncIterable<Uint8Array>, options: ReadOsmOptions, report: ReportBuilder): AsyncGenerator<OsmBatch> {
  const limits = { ...osmLimits, ...options.limits }
  const size = options.batch ?? 1000
  const content = await openContent(chunks, { name: options.name, content_bytes: limits.content_bytes })
  try {
    yield* contentBatches(content, { ...options, limits }, { report, size })
  } finally {
    await content.close()
  }
}

async function* contentBatches(
  content: Content,
  options: ReadOsmOptions & { readonly limits: OsmLimits },
  { report, size }: { readonly report: ReportBuilder; readonly size: number },
): AsyncGenerator<OsmBatch> {
  const { limits } = options
  const assembler = new Assembler(report, { name: options.name, nodes: limits.nodes })
  const { decoder, format } = recognised(content, assembler, { name: options.name, limits })
  report.recognisedAs = content.gzip ? `${format} (gzip)` : format
  const given = (objects: readonly OsmObject[]): OsmBatch => {
    report.taken += objects.length
    return { objects }
  }
  for await (const piece of content.chunks) {
    for (const _ of decoder.push(piece))
      if (assembler.ready >= size) for (const objects of split(assembler.take(), size)) yield given(objects)
    if (assembler.ready >= size) for (const objects of split(assembler.take(), size)) yield given(objects)
    options.onProgress?.({ bytes: content.stored(), objects: report.taken })
  }
  decoder.end()
  for (const objects of assembler.finish(size)) for (const part of split(objects, size)) yield given(part)
  options.onProgress?.({ bytes: content.stored(), objects: report.taken })
}

function* split<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size)
}

function recognised(
  { head }: Content,
  sink: OsmSink,
  { name, limits }: { readonly name: string; readonly limits: OsmLimits },
): { decoder: OsmDecoder; format: string } {
  // A PBF begins with a length of four bytes, then the field `type` = "OSMHeader".
  if (head[4] === 0x0a && head[5] === 9 && startsWith(head.subarray(6), 'OSMHeader'))
    return { decoder: new OsmPbfDecoder(sink, name), format: 'OSM PBF' }
  const text = new TextDecoder().decode(head).trimStart()
  const refuse = (reason: string, next: string): FormatError =>
    new FormatError({ code: 'unsupported', file: name, where: { byte: 0 }, reason, next })
  if (text.startsWith('{'))
    return { decoder: new OverpassJsonDecoder(sink, { name, element_bytes: limits.element_bytes }), format: 'Overpass JSON' }
  if (head[0] === 0xff || head[0] === 0xfe)
    throw new FormatError({ code: 'encoding', file: name, where: { byte: 0 }, reason: 'this looks like UTF-16', next: 'Save it as UTF-8' })
  const root = /^(?:<\?xml[^>]*\?>|<!--[^]*?-->|\s)*<([\w:]+)/.exec(text)?.[1]
  if (root === 'osm') {
    const encoding = /^<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/i.exec(text)?.[1]
    if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding))
      throw new FormatError({
        code: 'encoding',
        file: name,
        where: { byte: 0 },
        reason: `the XML is in ${encoding}`,
        next: 'Convert it to UTF-8',
      })
    return { decoder: new OsmXmlDecoder(sink, name), format: 'OSM XML' }
  }
  if (root === 'osmChange')
    throw refuse('this is a change file (osmChange), not the data itself', 'Apply it to an extract first (osmium apply-changes)')
  if (/\.pbf$/i.test(name) && !text.startsWith('<'))
    throw new FormatError({
      code: 'not-recognised',
      file: name,
      where: { byte: 0 },
      reason: 'the name says PBF, but the content is not one',
      next: 'Download it again; look at its first bytes if it stays so',
    })
  if (root !== undefined && !/^html$/i.test(root))
    throw refuse(`this is XML of another kind (<${root}>)`, 'Wanted here: OSM XML, whose root is <osm>')
  throw strangerError(head, name, 'OSM XML, OSM PBF or Overpass JSON')
}
