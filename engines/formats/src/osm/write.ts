import type { LonLat } from '@machinaka/geo'
import type { OsmMember, Tags } from './model.ts'

/** Writes OSM XML piece by piece; every call answers the text to append, `end` the last one. */
export interface OsmXmlWriter {
  /** Declaration, root and, where given, bounds. Call it first. */
  begin(bounds?: readonly [west: number, south: number, east: number, north: number]): string
  node(node: { readonly id: number; readonly position: LonLat; readonly tags?: Tags }): string
  way(way: { readonly id: number; readonly nodes: readonly number[]; readonly tags?: Tags }): string
  relation(relation: { readonly id: number; readonly members: readonly OsmMember[]; readonly tags?: Tags }): string
  end(): string
}

/**
 * OSM XML, API version 0.6 (https://wiki.openstreetmap.org/wiki/OSM_XML). Write nodes first, then ways, then relations:
 * readers that stream rely on it. Coordinates carry seven decimals, as the OSM database does.
 */
export function osmXml(generator: string): OsmXmlWriter {
  return {
    begin: (b) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="${escaped(generator)}">\n` +
      (b === undefined
        ? ''
        : ` <bounds minlat="${degrees(b[1])}" minlon="${degrees(b[0])}" maxlat="${degrees(b[3])}" maxlon="${degrees(b[2])}"/>\n`),
    node: ({ id, position, tags }) =>
      element(` <node id="${id}" lat="${degrees(position[1])}" lon="${degrees(position[0])}"`, tagLines(tags), 'node'),
    way: ({ id, nodes, tags }) => element(` <way id="${id}"`, nodes.map((n) => `  <nd ref="${n}"/>\n`).join('') + tagLines(tags), 'way'),
    relation: ({ id, members, tags }) =>
      element(
        ` <relation id="${id}"`,
        members.map((m) => `  <member type="${m.kind}" ref="${m.id}" role="${escaped(m.role)}"/>\n`).join('') + tagLines(tags),
        'relation',
      ),
    end: () => '</osm>\n',
  }
}

const element = (open: string, content: string, name: string): string =>
  content === '' ? `${open}/>\n` : `${open}>\n${content} </${name}>\n`

function tagLines(tags: Tags | undefined): string {
  let lines = ''
  for (const key in tags) lines += `  <tag k="${escaped(key)}" v="${escaped(tags[key] ?? '')}"/>\n`
  return lines
}

/** Seven decimals without trailing zeros; never in exponent form. */
const degrees = (value: number): string =>
  value
    .toFixed(7)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0')

const special = /[&<>"'\t\n\r]/g
const entity: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Control characters that XML 1.0 §2.2 has no way to write. */
const forbidden = /(?![\t\n\r\x7F-\x9F])\p{Cc}|[\uFFFE\uFFFF]/gu

/** Attribute text. Line ends and tabs by number, because a parser would make blanks of them (XML 1.0 §3.3.3). */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(forbidden, '\uFFFD')
    .replace(special, (c) => entity[c] ?? c)
