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
  return new TextEncoder().encode([w.begin(), ...nodes.map((n) => w.node(n)), ...ways.map((n) => w.way(n)), ...relations.map((r) => w.relation(r)), w.end()].join(''))
}

export function asOverpass({ nodes, ways, relations }: TestTown): Uint8Array {
  const elements = [
    ...relations.map((r) => ({ type: 'relation', id: r.id, members: r.members.map((m) => ({ type: m.kind, ref: m.id, role: m.role })), tags: r.tags })),
    ...ways.map((w) => ({ type: 'way', ...w })),
    ...nodes.map((n) => ({ type: 'node', id: n.id, lat: n.position[1], lon: n.position[0], tags: n.tags })),
  ]
  return new TextEncoder().encode(JSON.stringify({ version: 0.6, osm3s: { note: 'a ] in a text, and "elements": [' }, elements }))
}

/** PBF with nodes dense or plain, blobs raw or zlib. */
export function asPbf({ nodes, ways, relations }: TestTown, { dense, packed }: { readonly dense: boolean; readonly packed: boolean }): Uint8Array {
  const texts = ['']
  const index = (text: string): number => {
    const found = texts.indexOf(text)
    return found > 0 ? found : texts.push(text) - 1
  }
  const nano = (degrees: number): number => Math.round(degrees * 1e7)
  const tags = (pbf: PbfWriter, t: Tags): void => {
    pbf.writePackedVarint(2, Object.keys(t).map(index))
    pbf.writePackedVarint(3, Object.values(t).map(index))
  }
  const group = new PbfWriter()
  if (dense) {
    group.writeMessage(2, (_, pbf) => {
      pbf.writePackedSVarint(1, deltas(nodes.map((n) => n.id)))
      pbf.writePackedSVarint(8, deltas(nodes.map((n) => nano(n.position[1]))))
      pbf.writePackedSVarint(9, deltas(nodes.map((n) => nano(n.position[0]))))
      pbf.writePackedVarint(10, nodes.flatMap((n) => [...Object.entries(n.tags).flatMap(([k, v]) => [index(k), index(v)]), 0]))
    }, undefined)
  } else {
    for (const n of nodes) group.writeMessage(1, (_, pbf) => { pbf.writeSVarintField(1, n.id); tags(pbf, n.tags); pbf.writeSVarintField(8, nano(n.position[1])); pbf.writeSVarintField(9, nano(n.position[0])) }, undefined)
  }
  for (const w of ways) group.writeMessage(3, (_, pbf) => { pbf.writeVarintField(1, w.id); tags(pbf, w.tags); pbf.writePackedSVarint(8, deltas(w.nodes)) }, undefined)
  for (const r of relations) {
    group.writeMessage(4, (_, pbf) => {
      pbf.writeVarintField(1, r.id)
      tags(pbf, r.tags)
      pbf.writePackedVarint(8, r.members.map((m) => index(m.role)))
      pbf.writePackedSVarint(9, deltas(r.members.map((m) => m.id)))
      pbf.writePackedVarint(10, r.members.map((m) => ['node', 'way', 'relation'].indexOf(m.kind)))
    }, undefined)
  }
  const block = new PbfWriter()
  block.writeBytesField(2, group.finish())
  block.writeMessage(1, (_, pbf) => { for (const text of texts) pbf.writeBytesField(1, new TextEncoder().encode(text)) }, undefined)
  const header = new PbfWriter()
  for (const feature of ['OsmSchema-V0.6', 'DenseNodes']) header.writeStringField(4, feature)
  const blobs = [blob('OSMHeader', header.finish(), packed), blob('OSMData', block.finish(), packed)]
  const out = new Uint8Array(blobs.reduce((n, b) => n + b.length, 0))
  let at = 0
  for (const b of blobs) { out.set(b, at); at += b.length }
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
