import { joined, startsWith } from '../bytes.ts'
import { FormatError } from '../report.ts'

export type TextEncodingName = 'UTF-8' | 'UTF-8 with BOM' | 'Shift_JIS'

/** Bytes that must agree with an encoding before it is settled. Smaller files are checked whole. */
const evidenceBytes = 1024 * 1024

export interface DecodedText {
  readonly text: AsyncIterable<string>
  /** Settled at the first byte beyond ASCII; a file of pure ASCII is UTF-8. */
  encoding(): TextEncodingName
}

/**
 * Text of a file in UTF-8 or Shift_JIS (Windows-31J, as offices in Japan mean it), told apart by which of the two the
 * bytes are valid in, never by how often letters occur: Japanese text in Shift_JIS breaks the rules of UTF-8 within a
 * few letters. UTF-16 and EUC-JP are refused by name. Throws FormatError `encoding` with the first byte that does not fit.
 */
export function decodedText(chunks: AsyncIterable<Uint8Array>, name: string): DecodedText {
  const state: { encoding: TextEncodingName } = { encoding: 'UTF-8' }
  return { text: texts(chunks, name, state), encoding: () => state.encoding }
}

async function* texts(chunks: AsyncIterable<Uint8Array>, name: string, state: { encoding: TextEncodingName }): AsyncGenerator<string> {
  const ascii = new TextDecoder('utf-8')
  let decoder: Decoder | undefined
  let offset = 0
  let first = true
  let held: Uint8Array[] = []
  let heldBytes = 0
  const settle = (): string => {
    const evidence = joined(held)
    state.encoding = settled(evidence, { name, offset, whole: heldBytes < evidenceBytes })
    decoder = new TextDecoder(state.encoding === 'Shift_JIS' ? 'shift_jis' : 'utf-8', { fatal: true })
    const text = decoded(decoder, evidence, { name, offset, encoding: state.encoding })
    offset += evidence.length
    held = []
    return text
  }
  for await (const chunk of chunks) {
    if (first) refuseUtf16(chunk, name)
    first = false
    if (decoder !== undefined) {
      yield decoded(decoder, chunk, { name, offset, encoding: state.encoding })
      offset += chunk.length
    } else if (held.length === 0 && isAscii(chunk)) {
      yield ascii.decode(chunk)
      offset += chunk.length
    } else {
      held.push(chunk.slice())
      heldBytes += chunk.length
      if (heldBytes >= evidenceBytes) yield settle()
    }
  }
  if (held.length > 0) yield settle()
  if (decoder === undefined) return
  try {
    yield decoder.decode()
  } catch {
    throw new FormatError({
      code: 'truncated',
      file: name,
      where: { byte: offset },
      reason: 'the file ends in the middle of a letter',
      next: 'Download or export it again',
    })
  }
}

type Decoder = InstanceType<typeof TextDecoder>

interface Place {
  readonly name: string
  readonly offset: number
}

function settled(bytes: Uint8Array, { name, offset, whole }: Place & { readonly whole: boolean }): TextEncodingName {
  const isBom = offset === 0 && startsWith(bytes, '\u00ef\u00bb\u00bf')
  const notUtf8 = firstInvalid('utf-8', bytes, whole)
  if (notUtf8 === undefined) return isBom ? 'UTF-8 with BOM' : 'UTF-8'
  const where = { byte: offset + notUtf8 }
  if (isBom)
    throw new FormatError({
      code: 'encoding',
      file: name,
      where,
      reason: 'the file begins as UTF-8 but this byte is not UTF-8',
      next: 'Save it again as “CSV UTF-8”',
    })
  if (bytes.every((b) => b < 0x80 || b >= 0xa1 || b === 0x8e || b === 0x8f) && firstInvalid('euc-jp', bytes, whole) === undefined) {
    throw new FormatError({
      code: 'encoding',
      file: name,
      where,
      reason: 'the text is in EUC-JP',
      next: 'Save it as “CSV UTF-8”, or as Shift_JIS',
    })
  }
  const notShiftJis = firstInvalid('shift_jis', bytes, whole)
  if (notShiftJis === undefined) return 'Shift_JIS'
  throw new FormatError({
    code: 'encoding',
    file: name,
    where: { byte: offset + Math.max(notUtf8, notShiftJis) },
    reason: 'the text is neither UTF-8 nor Shift_JIS',
    next: 'Open it in a spreadsheet program and save it as “CSV UTF-8”',
  })
}

function decoded(decoder: Decoder, bytes: Uint8Array, { name, offset, encoding }: Place & { readonly encoding: TextEncodingName }): string {
  try {
    return decoder.decode(bytes, { stream: true })
  } catch {
    const byte = offset + (firstInvalid(encoding === 'Shift_JIS' ? 'shift_jis' : 'utf-8', bytes, false) ?? 0)
    throw new FormatError({
      code: 'encoding',
      file: name,
      where: { byte },
      reason: `the text is ${encoding} up to here, where a byte is not`,
      next: 'Parts in different encodings were put together: save it again as “CSV UTF-8”',
    })
  }
}

/** Where the bytes stop being valid: the shortest prefix that fails ends there. Undefined when all are. */
function firstInvalid(label: string, bytes: Uint8Array, whole: boolean): number | undefined {
  const fails = (length: number, stream: boolean): boolean => {
    try {
      new TextDecoder(label, { fatal: true }).decode(bytes.subarray(0, length), { stream })
      return false
    } catch {
      return true
    }
  }
  if (!fails(bytes.length, !whole)) return undefined
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    if (fails(middle, true)) bad = middle
    else good = middle
  }
  return bad - 1
}

function refuseUtf16(head: Uint8Array, name: string): void {
  const isMarked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (isMarked || head.subarray(0, 256).includes(0))
    throw new FormatError({
      code: 'encoding',
      file: name,
      where: { byte: 0 },
      reason: isMarked ? 'the text is in UTF-16' : 'the file holds zero bytes: it is UTF-16 or no text at all',
      next: 'In a spreadsheet program choose “CSV UTF-8”, not “Unicode text”',
    })
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) >= 0x80) return false
  return true
}
