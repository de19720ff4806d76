import { zlibSync } from 'fflate'
import { PbfWriter } from 'pbf'
import type { LonLat } from '@machinaka/geo'
import type { OsmMember, Tags } from './model.ts'
import { osmXml } from './write.ts'

/** A small town for tests, written in every format that is read. Positions in whole 1e-7 degrees survive all of them. */
export interface TestTown {
  readonly nodes: readonly { readonly id: number; readonly position: LonLat; readonly tags: Tags }[]
  readonly ways: readonly { readonly id: number; readonly nodes: readonly number[]; readonly tags: Tags }[]
  readonly relations: readonly { readonly id: number; readonly members: readonly OsmMember[]; readonly tags: Tags }[]
}

export function asXml({ nodes, ways, relations }: TestTown): Uint8Array {
  const w = osmXml('test')
  return new TextEncoder().encode(
    [w.begin(), ...nodes.map((n) => w.node(n)), ...ways.map((n) => w.way(n)), ...relations.map((r) => w.relation(r)), w.end()].join(''),
  )
}

export function asOverpass({ nodes, ways, relations }: TestTown): Uint8Array {
  const elements = [
    ...relations.map((r) => ({
      type: 'relation',
      id: r.id,
      members: r.members.map((m) => ({ type: m.kind, ref: m.id, role: m.role })),
      tags: r.tags,
    })),
    ...ways.map((w) => ({ type: 'way', ...w })),
    ...nodes.map((n) => ({ type: 'node', id: n.id, lat: n.position[1], lon: n.position[0], tags: n.tags })),
  ]
  return new TextEncoder().encode(JSON.stringify({ version: 0.6, osm3s: { note: 'a ] in a text, and "elements": [' }, elements }))
}

/** PBF (wiki.openstreetmap.org/wiki/PBF_Format) with nodes dense or plain, blobs raw or zlib. */
export function asPbf(town: TestTown, { dense, packed }: { readonly dense: boolean; readonly packed: boolean }): Uint8Array {
  const texts = stringTable()
  const group = new PbfWriter()
  if (dense) writeDenseNodes(group, town.nodes, texts)
  else writeNodes(group, town.nodes, texts)
  writeWays(group, town.ways, texts)
  writeRelations(group, town.relations, texts)
  const header = new PbfWriter()
  for (const feature of ['OsmSchema-V0.6', 'DenseNodes']) header.writeStringField(4, feature)
  return joined([blob('OSMHeader', header.finish(), packed), blob('OSMData', primitiveBlock(texts, group.finish()), packed)])
}

/** The texts of a block: the first is empty, every other stands once. */
interface StringTable {
  readonly all: readonly string[]
  index(text: string): number
}

function stringTable(): StringTable {
  const all = ['']
  return {
    all,
    index(text) {
      const found = all.indexOf(text)
      return found > 0 ? found : all.push(text) - 1
    },
  }
}

const nano = (degrees: number): number => Math.round(degrees * 1e7)

function writeTags(pbf: PbfWriter, tags: Tags, texts: StringTable): void {
  pbf.writePackedVarint(
    2,
    Object.keys(tags).map((key) => texts.index(key)),
  )
  pbf.writePackedVarint(
    3,
    Object.values(tags).map((value) => texts.index(value)),
  )
}

/** A message written by `fill`; the writer of `pbf` hands on an object that is not needed here. */
const message = (pbf: PbfWriter, field: number, fill: (inner: PbfWriter) => void): void =>
  pbf.writeMessage(field, (_, inner) => fill(inner), undefined)

function writeDenseNodes(group: PbfWriter, nodes: TestTown['nodes'], texts: StringTable): void {
  message(group, 2, (pbf) => {
    pbf.writePackedSVarint(1, deltas(nodes.map((n) => n.id)))
    pbf.writePackedSVarint(8, deltas(nodes.map((n) => nano(n.position[1]))))
    pbf.writePackedSVarint(9, deltas(nodes.map((n) => nano(n.position[0]))))
    pbf.writePackedVarint(
      10,
      nodes.flatMap((n) => [
        ...Object.entries(n.tags)
          .flat()
          .map((text) => texts.index(text)),
        0,
      ]),
    )
  })
}

function writeNodes(group: PbfWriter, nodes: TestTown['nodes'], texts: StringTable): void {
  for (const node of nodes)
    message(group, 1, (pbf) => {
      pbf.writeSVarintField(1, node.id)
      writeTags(pbf, node.tags, texts)
      pbf.writeSVarintField(8, nano(node.position[1]))
      pbf.writeSVarintField(9, nano(node.position[0]))
    })
}

function writeWays(group: PbfWriter, ways: TestTown['ways'], texts: StringTable): void {
  for (const way of ways)
    message(group, 3, (pbf) => {
      pbf.writeVarintField(1, way.id)
      writeTags(pbf, way.tags, texts)
      pbf.writePackedSVarint(8, deltas(way.nodes))
    })
}

function writeRelations(group: PbfWriter, relations: TestTown['relations'], texts: StringTable): void {
  for (const { id, tags, members } of relations)
    message(group, 4, (pbf) => {
      pbf.writeVarintField(1, id)
      writeTags(pbf, tags, texts)
      pbf.writePackedVarint(
        8,
        members.map((m) => texts.index(m.role)),
      )
      pbf.writePackedSVarint(9, deltas(members.map((m) => m.id)))
      pbf.writePackedVarint(
        10,
        members.map((m) => ['node', 'way', 'relation'].indexOf(m.kind)),
      )
    })
}

function primitiveBlock(texts: StringTable, group: Uint8Array): Uint8Array {
  const block = new PbfWriter()
  block.writeBytesField(2, group)
  message(block, 1, (pbf) => {
    for (const text of texts.all) pbf.writeBytesField(1, new TextEncoder().encode(text))
  })
  return block.finish()
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

function blob(type: string, data: Uint8Array, packed: boolean): Uint8Array {
  const body = new PbfWriter()
  if (packed) {
    body.writeVarintField(2, data.length)
    body.writeBytesField(3, zlibSync(data))
  } else body.writeBytesField(1, data)
  const bytes = body.finish()
  const head = new PbfWriter()
  head.writeStringField(1, type)
  head.writeVarintField(3, bytes.length)
  const header = head.finish()
  return Uint8Array.of(0, 0, header.length >> 8, header.length & 255, ...header, ...bytes)
}

const deltas = (values: readonly number[]): number[] => values.map((v, i) => v - (values[i - 1] ?? 0))
