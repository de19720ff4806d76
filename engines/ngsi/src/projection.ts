/** Which members of entities are shown: pick and omit (ETSI GS CIM 009 V1.9.1 §4.21), attrs, and lists of names. */
import { coreContext, type TermContext } from './context.ts'
import { isName } from './names.ts'
import { ProblemSignal, settle, type Problem } from './problem.ts'

/** Members in stored form, `id`, `type` and `scope` among them; below a relationship, the members of the entities it leads to. */
export interface Projection {
  readonly members: ReadonlyMap<string, Projection | undefined>
}

export const projectionLimits = { length: 4_096, members: 500, depth: 10 } as const

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)
const HEAD: ReadonlySet<string> = new Set(['id', 'type', 'scope'])

/** Parses `a,b|c,rel{d,e}`. `what` names the parameter in problems. Refuses with BadRequestData. */
export function parseProjection(text: string, what: 'pick' | 'omit', context: TermContext = coreContext()): Projection | Problem {
  return settle(() => {
    if (text.length > projectionLimits.length) throw bad(`${what} is longer than ${projectionLimits.length} characters.`)
    const reader = { text, what, context, at: 0, count: 0 }
    const projection = members(reader, 0)
    if (reader.at < text.length) throw bad(`${what} cannot be read at character ${reader.at + 1} (§4.21).`)
    return projection
  })
}

interface Reader {
  readonly text: string
  readonly what: string
  readonly context: TermContext
  at: number
  count: number
}

const NAME = /[^,|{}]+/y

function members(reader: Reader, depth: number): Projection {
  if (depth > projectionLimits.depth) throw bad(`${reader.what} nests deeper than ${projectionLimits.depth}.`)
  const found = new Map<string, Projection | undefined>()
  for (;;) {
    NAME.lastIndex = reader.at
    const name = NAME.exec(reader.text)?.[0] ?? ''
    reader.at += name.length
    if (!isName(name)) throw bad(`${reader.what} holds ${JSON.stringify(name)}, which is no name of a member (§4.21).`)
    if ((reader.count += 1) > projectionLimits.members) throw bad(`${reader.what} names more than ${projectionLimits.members} members.`)
    let below: Projection | undefined
    if (reader.text[reader.at] === '{') {
      reader.at += 1
      below = members(reader, depth + 1)
      if (reader.text[reader.at] !== '}') throw bad(`${reader.what} has a "{" that is not closed (§4.21).`)
      reader.at += 1
    }
    found.set(HEAD.has(name) ? name : reader.context.stored(name), below)
    const next = reader.text[reader.at]
    if (next !== ',' && next !== '|') return { members: found }
    reader.at += 1
  }
}

/** Parses a list of names, as `attrs` and the like hold it; stored form. */
export function parseNames(text: string, what: string, context: TermContext = coreContext()): readonly string[] | Problem {
  const names = text.split(',')
  const wrong = names.find((name) => !isName(name))
  if (wrong !== undefined)
    return { problem: 'BadRequestData', detail: `${what} holds ${JSON.stringify(wrong)}, which is no attribute name (§4.6.2).` }
  return names.map((name) => context.stored(name))
}

/** How many relationships deep a projection goes: it may not be deeper than joinLevel (§5.7.1.4). */
export function depthOf(projection: Projection): number {
  let depth = 0
  for (const below of projection.members.values()) if (below !== undefined) depth = Math.max(depth, 1 + depthOf(below))
  return depth
}

/** Whether a member is shown: `pick` names it, and `omit` does not name it as a whole. */
export function shows(name: string, pick: Projection | undefined, omit: Projection | undefined): boolean {
  if (pick !== undefined && !pick.members.has(name)) return false
  return omit === undefined || !omit.members.has(name) || omit.members.get(name) !== undefined
}
