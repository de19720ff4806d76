/**
 * Regular expressions of clients (q's ~=, idPattern): a subset that PostgreSQL and this engine read alike, matched in time
 * linear in the text. V8 backtracks and PostgreSQL admits back-references, so neither is given what a client wrote.
 * Understood: literals, . ^ $ | ( ) (?: ), classes, \d \w \s and their opposites, escaped punctuation, * + ? {m} {m,} {m,n}.
 */
import { ProblemSignal, settle, type Problem } from './problem.ts'

export const regexLimits = { length: 256, repeat: 100, states: 2_000, depth: 20 } as const

type CharSet = { readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }
type Node =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'start' | 'end' | 'empty' }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number | undefined }

export interface Regex {
  /** Whether some part of the text matches. */
  test(text: string): boolean
  /** The same expression, in syntax that means the same to PostgreSQL's `~`. */
  readonly posix: string
}

/** Reads an expression; InvalidRequest says what is not understood, TooComplexQuery what is too large. */
export function parseRegex(pattern: string): Regex | Problem {
  return settle(() => {
    if (pattern.length > regexLimits.length)
      throw new ProblemSignal('TooComplexQuery', `The pattern is longer than ${regexLimits.length} characters.`)
    if (pattern.includes('\u0000') || !pattern.isWellFormed()) throw bad('holds U+0000 or half a character')
    const node = new Parser(Array.from(pattern)).whole()
    const program = compile(node)
    return { test: (text: string) => run(program, text), posix: print(node) } satisfies Regex
  })
}

const bad = (what: string): ProblemSignal =>
  new ProblemSignal('InvalidRequest', `The pattern ${what}. Understood are literals, . ^ $ | ( ), classes, \\d \\w \\s, and * + ? {m,n}.`)

const ANY: CharSet = { negated: true, ranges: [] }
const code = (char: string): number => char.codePointAt(0) ?? 0
const SHORTHANDS: Readonly<Record<string, CharSet['ranges']>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 13],
    [32, 32],
  ],
}
const PUNCTUATION = /^[!#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~ ]$/

class Parser {
  readonly #chars: readonly string[]
  #at = 0
  #depth = 0

  constructor(chars: readonly string[]) {
    this.#chars = chars
  }

  whole(): Node {
    const node = this.#any()
    if (this.#at < this.#chars.length) throw bad(`has a ")" too many at character ${this.#at + 1}`)
    return node
  }

  #peek(): string | undefined {
    return this.#chars[this.#at]
  }

  #eat(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at += 1
    return true
  }

  #any(): Node {
    if ((this.#depth += 1) > regexLimits.depth)
      throw new ProblemSignal('TooComplexQuery', `The pattern nests deeper than ${regexLimits.depth}.`)
    const of = [this.#all()]
    while (this.#eat('|')) of.push(this.#all())
    this.#depth -= 1
    return one('any', of)
  }

  #all(): Node {
    const of: Node[] = []
    for (let char = this.#peek(); char !== undefined && char !== '|' && char !== ')'; char = this.#peek()) of.push(this.#repeated())
    return of.length === 0 ? { kind: 'empty' } : one('all', of)
  }

  #repeated(): Node {
    const atom = this.#atom()
    const char = this.#peek()
    if (char === undefined || !'*+?{'.includes(char)) return atom
    if (atom.kind === 'start' || atom.kind === 'end') throw bad('repeats ^ or $')
    this.#at += 1
    const [least, most] = char === '*' ? [0, undefined] : char === '+' ? [1, undefined] : char === '?' ? [0, 1] : this.#bounds()
    const next = this.#peek()
    if (next !== undefined && '*+?{'.includes(next)) throw bad('repeats a repetition')
    return { kind: 'repeat', of: atom, least, most }
  }

  #bounds(): readonly [number, number | undefined] {
    const rest = this.#chars.slice(this.#at, this.#at + 9).join('')
    const found = /^(\d{1,3})(?:(,)(\d{1,3})?)?\}/.exec(rest)
    if (found === null) throw bad('has a "{" that is no repetition; write \\{ for the character')
    this.#at += found[0].length
    const least = Number(found[1])
    const most = found[2] === undefined ? least : found[3] === undefined ? undefined : Number(found[3])
    if (least > regexLimits.repeat || (most ?? 0) > regexLimits.repeat || (most !== undefined && most < least))
      throw bad(`repeats beyond ${regexLimits.repeat} or backwards`)
    return [least, most]
  }

  #atom(): Node {
    const char = this.#peek() ?? ''
    this.#at += 1
    switch (char) {
      case '.':
        return { kind: 'set', set: ANY }
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '[':
        return { kind: 'set', set: this.#class() }
      case '\\':
        return { kind: 'set', set: this.#escape() }
      case '(':
        return this.#group()
      case '*':
      case '+':
      case '?':
      case '{':
        throw bad(`has a "${char}" with nothing before it`)
      default:
        return { kind: 'set', set: single(char) }
    }
  }

  #group(): Node {
    if (this.#eat('?') && !this.#eat(':')) throw bad('uses a look-around or another extension "(?"')
    const inside = this.#any()
    if (!this.#eat(')')) throw bad('has a "(" that is not closed')
    return inside
  }

  #escape(): CharSet {
    const char = this.#peek() ?? ''
    this.#at += 1
    const shorthand = SHORTHANDS[char.toLowerCase()]
    if (shorthand !== undefined) return { negated: char !== char.toLowerCase(), ranges: shorthand }
    if (!PUNCTUATION.test(char)) throw bad(`has an escape "\\${char}" (back-references among them)`)
    return single(char)
  }

  #class(): CharSet {
    const negated = this.#eat('^')
    const ranges: (readonly [number, number])[] = []
    for (let first = true; !this.#eat(']') || first; first = false) {
      const char = this.#peek()
      if (char === undefined) throw bad('has a "[" that is not closed')
      if (first && char === ']') throw bad('has an empty class; write \\] for the character')
      if (char === '[') throw bad('has a "[" inside a class; write \\[ for the character')
      ranges.push(...this.#member())
    }
    return { negated, ranges }
  }

  #member(): readonly (readonly [number, number])[] {
    const from = this.#memberSet()
    const [only] = from.ranges
    if (this.#peek() !== '-' || this.#chars[this.#at + 1] === ']' || this.#chars[this.#at + 1] === undefined) return from.ranges
    this.#at += 1
    const [last] = this.#memberSet().ranges
    if (only === undefined || last === undefined || only[0] !== only[1] || last[0] !== last[1] || only[0] > last[0])
      throw bad('has a range that runs backwards or between classes')
    return [[only[0], last[0]]]
  }

  #memberSet(): CharSet {
    const char = this.#peek() ?? ''
    this.#at += 1
    if (char !== '\\') return single(char)
    const set = this.#escape()
    if (set.negated) throw bad('has \\D, \\W or \\S inside a class')
    return set
  }
}

const single = (char: string): CharSet => ({ negated: false, ranges: [[code(char), code(char)]] })
const one = (kind: 'all' | 'any', of: readonly Node[]): Node => {
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { kind, of }
}

// ── In PostgreSQL's syntax ──────────────────────────────────────────────────────────────────────────────────────────

function print(node: Node): string {
  switch (node.kind) {
    case 'start':
      return '^'
    case 'end':
      return '$'
    case 'empty':
      return '(?:)'
    case 'set':
      return printSet(node.set)
    case 'all':
      return node.of.map((part) => (part.kind === 'any' ? `(?:${print(part)})` : print(part))).join('')
    case 'any':
      return node.of.map(print).join('|')
    case 'repeat': {
      const inside = node.of.kind === 'set' ? print(node.of) : `(?:${print(node.of)})`
      return `${inside}{${node.least},${node.most ?? ''}}`
    }
  }
}

function printSet({ negated, ranges }: CharSet): string {
  if (ranges.length === 0) return '.'
  const inside = ranges.map(([from, to]) => (from === to ? printChar(from) : `${printChar(from)}-${printChar(to)}`)).join('')
  return `[${negated ? '^' : ''}${inside}]`
}
const printChar = (point: number): string => `\\U${point.toString(16).padStart(8, '0')}`

// ── Matching: a set of states walks through the text (K. Thompson, 1968) ────────────────────────────────────────────

type State = { readonly set?: CharSet; readonly anchor?: 'start' | 'end'; next: readonly number[] }
interface Program {
  readonly states: readonly State[]
  readonly first: number
}

function compile(node: Node): Program {
  const states: State[] = [{ next: [] }]
  const add = (state: State): number => {
    if (states.length >= regexLimits.states) throw new ProblemSignal('TooComplexQuery', 'The pattern repeats too much.')
    return states.push(state) - 1
  }
  const build = (part: Node, next: number): number => {
    switch (part.kind) {
      case 'empty':
        return next
      case 'start':
      case 'end':
        return add({ anchor: part.kind, next: [next] })
      case 'set':
        return add({ set: part.set, next: [next] })
      case 'all':
        return part.of.reduceRight((after, one) => build(one, after), next)
      case 'any':
        return add({ next: part.of.map((one) => build(one, next)) })
      case 'repeat': {
        let entry = next
        if (part.most === undefined) {
          const loop = add({ next: [] })
          const state = states[loop]
          if (state !== undefined) state.next = [build(part.of, loop), next]
          entry = loop
        } else for (let i = part.least; i < part.most; i += 1) entry = add({ next: [build(part.of, entry), next] })
        for (let i = 0; i < part.least; i += 1) entry = build(part.of, entry)
        return entry
      }
    }
  }
  return { first: build(node, 0), states }
}

/** State 0 accepts. */
function run({ states, first }: Program, text: string): boolean {
  const chars = Array.from(text)
  let current = new Set<number>()
  for (let at = 0; at <= chars.length; at += 1) {
    const closed = new Set<number>()
    const pending = [first, ...current]
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (closed.has(index)) continue
      closed.add(index)
      const state = states[index]
      if (state === undefined || state.set !== undefined) continue
      if ((state.anchor === 'start' && at > 0) || (state.anchor === 'end' && at < chars.length)) continue
      pending.push(...state.next)
    }
    if (closed.has(0)) return true
    const char = chars[at]
    if (char === undefined) return false
    current = new Set<number>()
    for (const index of closed) {
      const state = states[index]
      if (state?.set !== undefined && holds(state.set, code(char))) for (const next of state.next) current.add(next)
    }
  }
  return false
}

const holds = ({ negated, ranges }: CharSet, point: number): boolean =>
  ranges.some(([from, to]) => point >= from && point <= to) !== negated
