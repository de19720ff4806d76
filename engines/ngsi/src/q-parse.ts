/** The query language q (ETSI GS CIM 009 V1.9.1 §4.9): text to tree, and back. */
import { coreContext, type TermContext } from './context.ts'
import { KEYWORD_TERMS } from './core-context.ts'
import { isName, isTemporal, isUri } from './names.ts'
import { isProblem, ProblemSignal, settle, type Problem } from './problem.ts'
import type { Comparator, QueryExpression, QueryPath, QueryScalar, QueryStep } from './query.ts'
import { parseRegex } from './regex.ts'

export const queryLimits = { length: 4_096, terms: 100, values: 200, depth: 20, path: 10 } as const

export interface QOptions {
  /** Attributes whose values are words of the @context, and are expanded (§4.9). */
  readonly expandValues?: readonly string[] | undefined
}

/**
 * Parses q. Refuses with InvalidRequest (not the grammar) or TooComplexQuery (too large). Besides the grammar, `!attr` asks for
 * the absence of an attribute, and words need no quotes.
 */
export function parseQ(text: string, context: TermContext = coreContext(), options: QOptions = {}): QueryExpression | Problem {
  return settle(() => {
    if (text.length > queryLimits.length) throw new ProblemSignal('TooComplexQuery', `q is longer than ${queryLimits.length} characters.`)
    if (text.includes('\u0000') || !text.isWellFormed()) throw new ProblemSignal('InvalidRequest', 'q holds U+0000 or half a character.')
    const words = new Set((options.expandValues ?? []).map((name) => context.stored(name)))
    return new Parser(text, { context, words }).whole()
  })
}

const OPERATORS = ['!~=', '~=', '==', '!=', '>=', '<=', '>', '<'] as const
const NAME = /\p{L}[\p{L}\p{N}_]*/uy
/** Types before an attribute of a linked entity: `Device,Sensor:`. */
const TYPES = /\p{L}[\p{L}\p{N}_]*(?:,\p{L}[\p{L}\p{N}_]*)*:/uy
const INSIDE = /[^[\]{}"]+/y
const WORD = /^\p{L}[\p{L}\p{N}_-]*$/u
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

class Parser {
  readonly #text: string
  readonly #context: TermContext
  /** Attributes with values that are words, in stored form. */
  readonly #words: ReadonlySet<string>
  #at = 0
  #terms = 0
  #depth = 0

  constructor(text: string, { context, words }: { readonly context: TermContext; readonly words: ReadonlySet<string> }) {
    this.#text = text
    this.#context = context
    this.#words = words
  }

  whole(): QueryExpression {
    const query = this.#or()
    if (this.#at < this.#text.length) throw this.#bad('expected ";", "|" or the end')
    return query
  }

  #bad(what: string): ProblemSignal {
    return new ProblemSignal(
      'InvalidRequest',
      `q cannot be read at character ${this.#at + 1} (${JSON.stringify(this.#text.slice(this.#at, this.#at + 20))}): ${what} (§4.9).`,
    )
  }

  #eat(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    return true
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** `|` binds less than `;`. */
  #or(): QueryExpression {
    if ((this.#depth += 1) > queryLimits.depth) throw new ProblemSignal('TooComplexQuery', `q nests deeper than ${queryLimits.depth}.`)
    const of = [this.#and()]
    while (this.#eat('|')) of.push(this.#and())
    this.#depth -= 1
    const [only] = of
    return of.length === 1 && only !== undefined ? only : { op: 'or', of }
  }

  #and(): QueryExpression {
    const of = [this.#term()]
    while (this.#eat(';')) of.push(this.#term())
    const [only] = of
    return of.length === 1 && only !== undefined ? only : { op: 'and', of }
  }

  #term(): QueryExpression {
    if ((this.#terms += 1) > queryLimits.terms) throw new ProblemSignal('TooComplexQuery', `q has more than ${queryLimits.terms} terms.`)
    if (this.#eat('(')) {
      const inside = this.#or()
      if (!this.#eat(')')) throw this.#bad('expected ")"')
      return inside
    }
    if (this.#eat('!')) return { op: 'exists', path: this.#path(), negated: true }
    const path = this.#path()
    const operator = OPERATORS.find((token) => this.#eat(token))
    if (operator === undefined) return { op: 'exists', path }
    if (operator === '~=' || operator === '!~=') return { op: 'match', path, negated: operator === '!~=', pattern: this.#pattern() }
    return this.#compared(path, operator)
  }

  /** `rel{Types:rel{attr.sub[member]}}`: relationships on the way, then the path. */
  #path(): QueryPath {
    const via: QueryStep[] = []
    for (;;) {
      const attributes = this.#names()
      if (!this.#eat('{')) {
        const path = { attributes, within: this.#within() }
        for (const _ of via) if (!this.#eat('}')) throw this.#bad('expected "}"')
        const [first, ...rest] = via
        return first === undefined ? path : { ...path, via: [first, ...rest] }
      }
      const [relationship, ...subs] = attributes
      if (subs.length > 0) throw this.#bad('a relationship that is followed is named alone')
      if (via.length >= queryLimits.path)
        throw new ProblemSignal('TooComplexQuery', `q follows more than ${queryLimits.path} relationships.`)
      const types = this.#match(TYPES)
      via.push({
        relationship,
        ...(types === undefined
          ? {}
          : {
              types: types
                .slice(0, -1)
                .split(',')
                .map((type) => this.#context.stored(type)),
            }),
      })
    }
  }

  #names(): readonly [string, ...string[]] {
    const names: string[] = []
    do {
      const name = this.#match(NAME)
      if (name === undefined || !isName(name)) throw this.#bad('expected the name of an attribute')
      names.push(isVerbatim(name, names.length) ? name : this.#context.stored(name))
    } while (this.#eat('.'))
    const [first, ...rest] = names
    if (first === undefined || names.length > queryLimits.path) throw this.#bad(`paths have at most ${queryLimits.path} parts`)
    return [first, ...rest]
  }

  #within(): readonly string[] {
    if (!this.#eat('[')) return []
    const inside = this.#match(INSIDE)
    if (inside === undefined || !this.#eat(']')) throw this.#bad('expected a path and "]"')
    const within = inside.split('.')
    if (within.includes('') || within.length > queryLimits.path)
      throw this.#bad(`the path in [ ] has an empty part, or more than ${queryLimits.path} parts`)
    return within
  }

  #compared(path: QueryPath, comparator: Comparator): QueryExpression {
    const value = this.#scalar(path)
    const equality = comparator === '==' || comparator === '!='
    const negated = comparator === '!='
    if (equality && this.#eat('..')) {
      const to = this.#scalar(path)
      if (value.kind !== to.kind || value.kind === 'boolean' || value.kind === 'uri')
        throw this.#bad('a range needs two numbers, texts or times')
      return { op: 'range', path, negated, from: value, to }
    }
    if (!equality || !this.#eat(',')) return { op: 'compare', path, comparator, value }
    const values = [value, this.#scalar(path)]
    while (this.#eat(',')) values.push(this.#scalar(path))
    if (values.length > queryLimits.values)
      throw new ProblemSignal('TooComplexQuery', `A list in q has more than ${queryLimits.values} values.`)
    return { op: 'list', path, negated, values }
  }

  #scalar(path: QueryPath): QueryScalar {
    const scalar = this.#plainScalar()
    return scalar.kind === 'string' || scalar.kind === 'uri' ? this.#worded(scalar, path) : scalar
  }

  /** As a word of a vocabulary: an IRI, or with expandValues a term of the @context. */
  #worded<S extends { readonly value: string }>(scalar: S, { attributes }: QueryPath): S & { readonly word?: string } {
    const expands = this.#words.has(attributes.at(-1) ?? '')
    return expands || isUri(scalar.value) ? { ...scalar, word: this.#context.stored(scalar.value) } : scalar
  }

  #plainScalar(): QueryScalar {
    if (this.#text[this.#at] === '"') return { kind: 'string', value: this.#quoted() }
    const rest = this.#text.slice(this.#at)
    // A time may have a comma before its fraction (§4.6.3).
    const time = /^[\d:T-]{8,}(?:[.,]\d{1,6})?Z/.exec(rest)?.[0]
    const end = time?.length ?? /[;|,()"]|\.\.|$/.exec(rest)?.index ?? rest.length
    const token = rest.slice(0, end)
    const scalar = scalarOf(token)
    if (scalar === undefined)
      throw this.#bad(token === '' ? 'expected a value' : 'expected a number, true, false, a time, a URI, a word, or text in double quotes')
    this.#at += token.length
    return scalar
  }

  /** A JSON string (RFC 8259 §7). */
  #quoted(): string {
    const found = /^"(?:[^"\\]|\\.)*"/su.exec(this.#text.slice(this.#at))?.[0]
    const value = found === undefined ? undefined : jsonString(found)
    if (found === undefined || value === undefined) throw this.#bad('the text in double quotes is no JSON string')
    this.#at += found.length
    return value
  }

  /** In double quotes (`\"` for a quote), or as it stands up to the next `;`, `|` or `)` outside of its own brackets. */
  #pattern(): string {
    const quoted = /^"((?:[^"\\]|\\.)*)"/su.exec(this.#text.slice(this.#at))
    const raw = quoted === null ? this.#bare() : quoted[0]
    const pattern = quoted === null ? raw : (quoted[1] ?? '').replace(/\\(.)/gsu, (pair, char: string) => (char === '"' ? '"' : pair))
    const checked = parseRegex(pattern)
    if (pattern === '') throw this.#bad('expected a regular expression')
    if (isProblem(checked)) throw new ProblemSignal(checked.problem, checked.detail)
    this.#at += raw.length
    return pattern
  }

  #bare(): string {
    let [depth, at] = [0, this.#at]
    for (; at < this.#text.length; at += 1) {
      const char = this.#text[at] ?? ''
      if (char === '\\') at += 1
      else if ('(['.includes(char)) depth += 1
      else if (depth === 0 && ';|)'.includes(char)) break
      else if (')]'.includes(char)) depth -= 1
    }
    return this.#text.slice(this.#at, at)
  }
}

function scalarOf(token: string): QueryScalar | undefined {
  if (token === 'true' || token === 'false') return { kind: 'boolean', value: token === 'true' }
  if (NUMBER.test(token)) return Number.isFinite(Number(token)) ? { kind: 'number', value: Number(token) } : undefined
  if (isTemporal(token)) return { kind: 'time', value: token.replace(',', '.') }
  if (isUri(token)) return { kind: 'uri', value: token }
  return WORD.test(token) ? { kind: 'string', value: token } : undefined
}

function jsonString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000') ? value : undefined
  } catch {
    return undefined
  }
}

/** Members of attributes that a path may end in: not names, so no @context maps them. */
const MEMBERS: ReadonlySet<string> = new Set(['observedAt', 'unitCode', 'datasetId', 'expiresAt', 'createdAt', 'modifiedAt'])
const isVerbatim = (name: string, at: number): boolean => KEYWORD_TERMS.has(name) || (at > 0 && MEMBERS.has(name))

/** Writes a query so that parsing it (with the same @context and expandValues) gives the same tree. */
export function printQ(query: QueryExpression, context: TermContext = coreContext()): string {
  switch (query.op) {
    case 'and':
      return query.of.map((one) => (one.op === 'and' || one.op === 'or' ? `(${printQ(one, context)})` : printQ(one, context))).join(';')
    case 'or':
      return query.of.map((one) => (one.op === 'or' ? `(${printQ(one, context)})` : printQ(one, context))).join('|')
    case 'exists':
      return `${query.negated === true ? '!' : ''}${printPath(query.path, context)}`
    case 'compare':
      return printPath(query.path, context) + query.comparator + printScalar(query.value)
    case 'range':
      return `${printPath(query.path, context)}${query.negated ? '!=' : '=='}${printScalar(query.from)}..${printScalar(query.to)}`
    case 'list':
      return `${printPath(query.path, context)}${query.negated ? '!=' : '=='}${query.values.map(printScalar).join(',')}`
    case 'match':
      return `${printPath(query.path, context)}${query.negated ? '!~=' : '~='}"${query.pattern.replaceAll('"', '\\"')}"`
  }
}

function printPath({ via, attributes, within }: QueryPath, context: TermContext): string {
  const names = attributes.map((name, i) => (isVerbatim(name, i) ? name : context.compact(name))).join('.')
  const path = names + (within.length === 0 ? '' : `[${within.join('.')}]`)
  const steps = (via ?? []).map(
    ({ relationship, types }) =>
      `${context.compact(relationship)}{${types === undefined ? '' : `${types.map((type) => context.compact(type)).join(',')}:`}`,
  )
  return steps.join('') + path + '}'.repeat(steps.length)
}
const printScalar = (scalar: QueryScalar): string => (scalar.kind === 'string' ? JSON.stringify(scalar.value) : String(scalar.value))

/** The attributes that a query looks at, in stored form: what an index of subscriptions, or a projection, needs to know. */
export function attributesOfQ(query: QueryExpression): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (one: QueryExpression): void => {
    if ('of' in one) one.of.forEach(visit)
    else found.add(one.path.via?.[0].relationship ?? one.path.attributes[0])
  }
  visit(query)
  return found
}

/** How many relationships a query follows at most: it may not be more than joinLevel (§5.7.2.4). */
export function depthOfQ(query: QueryExpression): number {
  if ('of' in query) return Math.max(0, ...query.of.map(depthOfQ))
  return query.path.via?.length ?? 0
}
