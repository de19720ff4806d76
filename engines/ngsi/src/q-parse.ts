/** The query language q (ETSI GS CIM 009 V1.9.1 §4.9): text to tree, and back. */
import { coreContext, type TermContext } from './context.ts'
import { isName, isTemporal, isUri } from './names.ts'
import { isProblem, ProblemSignal, settle, type Problem } from './problem.ts'
import type { Comparator, QueryExpression, QueryPath, QueryScalar } from './query.ts'
import { parseRegex } from './regex.ts'

export const queryLimits = { length: 4_096, terms: 100, values: 200, depth: 20, path: 10 } as const

/**
 * Parses q. Refuses with InvalidRequest (not the grammar), TooComplexQuery (too large) or OperationNotSupported (queries
 * through relationships, `rel{attr}`, which need join).
 */
export function parseQ(text: string, context: TermContext = coreContext()): QueryExpression | Problem {
  return settle(() => {
    if (text.length > queryLimits.length) throw new ProblemSignal('TooComplexQuery', `q is longer than ${queryLimits.length} characters.`)
    if (text.includes('\u0000') || !text.isWellFormed()) throw new ProblemSignal('InvalidRequest', 'q holds U+0000 or half a character.')
    return new Parser(text, context).whole()
  })
}

const OPERATORS = ['!~=', '~=', '==', '!=', '>=', '<=', '>', '<'] as const
const NAME = /\p{L}[\p{L}\p{N}_]*/uy
const INSIDE = /[^[\]{}"]+/y
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

class Parser {
  readonly #text: string
  readonly #context: TermContext
  #at = 0
  #terms = 0
  #depth = 0

  constructor(text: string, context: TermContext) {
    this.#text = text
    this.#context = context
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
    const path = this.#path()
    const operator = OPERATORS.find((token) => this.#eat(token))
    if (operator === undefined) return { op: 'exists', path }
    if (operator === '~=' || operator === '!~=') return { op: 'match', path, negated: operator === '!~=', pattern: this.#pattern() }
    return this.#compared(path, operator)
  }

  #path(): QueryPath {
    const names: string[] = []
    do {
      const name = this.#match(NAME)
      if (name === undefined || !isName(name)) throw this.#bad('expected the name of an attribute')
      names.push(this.#context.stored(name))
    } while (this.#eat('.'))
    if (this.#text[this.#at] === '{')
      throw new ProblemSignal('OperationNotSupported', 'q through a relationship (rel{attr}) is not supported yet (§4.5.23).')
    const within: string[] = []
    if (this.#eat('[')) {
      const inside = this.#match(INSIDE)
      if (inside === undefined || !this.#eat(']')) throw this.#bad('expected a path and "]"')
      within.push(...inside.split('.'))
      if (within.includes('')) throw this.#bad('the path in [ ] has an empty part')
    }
    const [first, ...rest] = names
    if (first === undefined || names.length > queryLimits.path || within.length > queryLimits.path)
      throw this.#bad(`paths have at most ${queryLimits.path} parts`)
    return { attributes: [first, ...rest], within }
  }

  #compared(path: QueryPath, comparator: Comparator): QueryExpression {
    const value = this.#scalar()
    const equality = comparator === '==' || comparator === '!='
    const negated = comparator === '!='
    if (equality && this.#eat('..')) {
      const to = this.#scalar()
      if (value.kind !== to.kind || value.kind === 'boolean' || value.kind === 'uri')
        throw this.#bad('a range needs two numbers, texts or times')
      return { op: 'range', path, negated, from: value, to }
    }
    if (!equality || !this.#eat(',')) return { op: 'compare', path, comparator, value }
    const values = [value, this.#scalar()]
    while (this.#eat(',')) values.push(this.#scalar())
    if (values.length > queryLimits.values)
      throw new ProblemSignal('TooComplexQuery', `A list in q has more than ${queryLimits.values} values.`)
    return { op: 'list', path, negated, values }
  }

  #scalar(): QueryScalar {
    if (this.#text[this.#at] === '"') return { kind: 'string', value: this.#quoted() }
    const rest = this.#text.slice(this.#at)
    // A time may have a comma before its fraction (§4.6.3).
    const time = /^[\d:T-]{8,}(?:[.,]\d{1,6})?Z/.exec(rest)?.[0]
    const end = time?.length ?? /[;|,()"]|\.\.|$/.exec(rest)?.index ?? rest.length
    const token = rest.slice(0, end)
    const scalar = scalarOf(token)
    if (scalar === undefined)
      throw this.#bad(token === '' ? 'expected a value' : 'expected a number, true, false, a time, a URI, or text in double quotes')
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
  return isUri(token) ? { kind: 'uri', value: token } : undefined
}

function jsonString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000') ? value : undefined
  } catch {
    return undefined
  }
}

/** Writes a query so that parsing it gives the same tree. */
export function printQ(query: QueryExpression): string {
  switch (query.op) {
    case 'and':
      return query.of.map((one) => (one.op === 'and' || one.op === 'or' ? `(${printQ(one)})` : printQ(one))).join(';')
    case 'or':
      return query.of.map((one) => (one.op === 'or' ? `(${printQ(one)})` : printQ(one))).join('|')
    case 'exists':
      return printPath(query.path)
    case 'compare':
      return printPath(query.path) + query.comparator + printScalar(query.value)
    case 'range':
      return `${printPath(query.path)}${query.negated ? '!=' : '=='}${printScalar(query.from)}..${printScalar(query.to)}`
    case 'list':
      return `${printPath(query.path)}${query.negated ? '!=' : '=='}${query.values.map(printScalar).join(',')}`
    case 'match':
      return `${printPath(query.path)}${query.negated ? '!~=' : '~='}"${query.pattern.replaceAll('"', '\\"')}"`
  }
}

const printPath = ({ attributes, within }: QueryPath): string => attributes.join('.') + (within.length === 0 ? '' : `[${within.join('.')}]`)
const printScalar = (scalar: QueryScalar): string => (scalar.kind === 'string' ? JSON.stringify(scalar.value) : String(scalar.value))
