import { area_m2, boundsCentre, boundsOf, length_m, pointAlong, pointInside, type LonLat } from '@machinaka/geo'
import { FormatError, type Remark, type ReportBuilder } from '../report.ts'
import type { OsmObject, OsmRelation, OsmWay, Tags } from './model.ts'
import { NodeStore } from './node-store.ts'
import { joinRings, polygonsOf } from './rings.ts'
import type { OsmSink, RawMember, RawRelation, RawWay } from './sink.ts'
import { WayStore } from './way-store.ts'

/**
 * Puts raw objects together: ways get the positions of their nodes, relations their polygons. Tagged objects queue up in
 * `take`. What refers to something later in the file waits for `finish`: relations always, ways when a node is missing.
 */
export class Assembler implements OsmSink {
  readonly #nodes = new NodeStore()
  readonly #ways = new WayStore()
  #waitingWays: RawWay[] = []
  #waitingRelations: RawRelation[] = []
  #out: OsmObject[] = []
  readonly #report: ReportBuilder
  readonly #limit: { readonly name: string; readonly nodes: number }

  constructor(report: ReportBuilder, limit: { readonly name: string; readonly nodes: number }) {
    this.#report = report
    this.#limit = limit
  }

  node(id: number, lon7: number, lat7: number, tags: Tags | undefined): void {
    this.#keep(id, lon7, lat7)
    if (tags !== undefined) this.#out.push({ kind: 'node', id, lon: lon7 / 1e7, lat: lat7 / 1e7, tags })
  }

  way(way: RawWay): void {
    this.#ways.set(way.id, way.nodes)
    const { geometry, nodes } = way
    if (geometry !== undefined && geometry.length === nodes.length) {
      for (const [i, p] of geometry.entries()) this.#keep(nodes[i] ?? 0, Math.round(p[0] * 1e7), Math.round(p[1] * 1e7))
    }
    if (way.tags === undefined) return
    const coordinates = geometry ?? this.#positions(nodes)
    if (coordinates.length < nodes.length) this.#waitingWays.push(way)
    else this.#emitWay(way, way.tags, coordinates)
  }

  relation(relation: RawRelation): void {
    if (relation.tags !== undefined) this.#waitingRelations.push(relation)
  }

  skip(remark: Remark): void {
    this.#report.skip(remark)
  }
  warn(remark: Remark): void {
    this.#report.warn(remark)
  }

  /** Objects ready since the last call. */
  take(): OsmObject[] {
    const out = this.#out
    this.#out = []
    return out
  }

  get ready(): number {
    return this.#out.length
  }

  /** The objects that waited for the end of the file, some at a time. */
  *finish(batch: number): Generator<OsmObject[]> {
    const ways = this.#waitingWays
    this.#waitingWays = []
    for (const way of ways) {
      if (way.tags !== undefined) this.#emitWay(way, way.tags, way.geometry ?? this.#positions(way.nodes))
      if (this.#out.length >= batch) yield this.take()
    }
    const relations = this.#waitingRelations
    this.#waitingRelations = []
    for (const relation of relations) {
      if (relation.tags !== undefined) this.#emitRelation(relation, relation.tags)
      if (this.#out.length >= batch) yield this.take()
    }
    if (this.#out.length > 0) yield this.take()
  }

  #keep(id: number, lon7: number, lat7: number): void {
    this.#nodes.set(id, lon7, lat7)
    if (this.#nodes.size > this.#limit.nodes)
      throw new FormatError({
        code: 'too-large',
        file: this.#limit.name,
        where: { id: `node/${id}` },
        reason: `there are more than ${this.#limit.nodes} nodes`,
        next: 'Cut the file to the town (osmium extract), or raise the limit',
      })
  }

  #positions(nodes: readonly number[]): LonLat[] {
    const positions: LonLat[] = []
    for (const node of nodes) {
      const p = this.#nodes.find(node)
      if (p !== undefined) positions.push(p)
    }
    return positions
  }

  #emitWay(way: RawWay, tags: Tags, coordinates: readonly LonLat[]): void {
    const { id, nodes } = way
    const where = { id: `way/${id}` }
    const center = centerOfLine(coordinates) ?? way.center
    if (center === undefined)
      return this.skip({ code: 'way-without-position', reason: 'none of the nodes of the way is in the file', where })
    if (coordinates.length < nodes.length && coordinates.length > 0)
      this.warn({ code: 'way-incomplete', reason: 'some nodes of the way are not in the file', where })
    this.#out.push({ kind: 'way', id, tags, nodes, coordinates, closed: isRing(coordinates), center } satisfies OsmWay)
  }

  #emitRelation(relation: RawRelation, tags: Tags): void {
    const where = { id: `relation/${relation.id}` }
    const shape = this.#shape(relation.members)
    const isArea = tags['type'] === 'multipolygon' || tags['type'] === 'boundary'
    const polygons = isArea ? polygonsOf(shape.outer.rings, shape.inner.rings, shape.roleless.rings) : []
    const open = isArea ? shape.outer.open + shape.inner.open + shape.roleless.open : 0
    const complete = shape.missing === 0 && open === 0
    if (shape.missing > 0) this.warn({ code: 'relation-incomplete', reason: 'some members of the relation are not in the file', where })
    else if (open > 0) this.warn({ code: 'relation-open', reason: 'the ways of the relation do not close to rings', where })
    const largest = polygons.toSorted((a, b) => area_m2(b) - area_m2(a))[0]
    const bounds = boundsOf(shape.positions)
    const center =
      (largest === undefined ? undefined : pointInside(largest)) ??
      relation.center ??
      (bounds === undefined ? undefined : boundsCentre(bounds))
    const members = relation.members.map(({ kind, id, role }) => ({ kind, id, role }))
    this.#out.push({ kind: 'relation', id: relation.id, tags, members, polygons, complete, center } satisfies OsmRelation)
  }

  #shape(members: readonly RawMember[]): { outer: Joined; inner: Joined; roleless: Joined; missing: number; positions: LonLat[] } {
    const lines: Record<'outer' | 'inner' | 'roleless', LonLat[][]> = { outer: [], inner: [], roleless: [] }
    const positions: LonLat[] = []
    let missing = 0
    for (const member of members) {
      if (member.kind === 'relation') continue
      const nodes = member.kind === 'node' ? [member.id] : (this.#ways.find(member.id) ?? [])
      const line = member.geometry ?? this.#positions(nodes)
      if (line.length === 0 || (member.geometry === undefined && line.length < nodes.length)) missing++
      for (const p of line) positions.push(p)
      if (member.kind === 'way') lines[member.role === 'outer' || member.role === 'inner' ? member.role : 'roleless'].push(line)
    }
    return { outer: joinRings(lines.outer), inner: joinRings(lines.inner), roleless: joinRings(lines.roleless), missing, positions }
  }
}

type Joined = ReturnType<typeof joinRings>

const isRing = (line: readonly LonLat[]): boolean =>
  line.length > 3 && line[0]?.[0] === line.at(-1)?.[0] && line[0]?.[1] === line.at(-1)?.[1]

function centerOfLine(line: readonly LonLat[]): LonLat | undefined {
  return (isRing(line) ? pointInside([line]) : undefined) ?? pointAlong(line, length_m(line) / 2)
}
