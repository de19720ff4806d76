import type { Run, Skipped } from '@machinaka/context/contract'

/** A cell of a CSV file (RFC 4180 §2); a leading sign is kept from being read as a formula by a spreadsheet. */
const cell = (value: string | number | undefined): string => {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t]/.test(text) && typeof value !== 'number' ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * The records that a run left out, as a file for a spreadsheet: UTF-8 with BOM, lines ended by CRLF.
 * @param say the reason in the reader's language
 */
export function skippedCsv(
  run: Run,
  head: { readonly line: string; readonly id: string; readonly reason: string },
  say: (skipped: Skipped) => string = ({ reason }) => reason,
): string {
  const rows = [[head.line, head.id, head.reason], ...run.report.skipped.map((one) => [one.line, one.id, say(one)])]
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

export interface Reason {
  readonly code?: string
  readonly reason: string
  readonly count: number
  readonly lines: readonly number[]
}

/** Skipped records by reason, the most frequent first. */
export function reasonsOf(run: Run): readonly Reason[] {
  const by = new Map<string, { readonly code: string | undefined; count: number; lines: number[] }>()
  for (const { code, reason, line } of run.report.skipped) {
    const found = by.get(reason) ?? { code, count: 0, lines: [] }
    found.count += 1
    if (line !== undefined) found.lines.push(line)
    by.set(reason, found)
  }
  return [...by]
    .map(([reason, { code, count, lines }]) => ({
      ...(code !== undefined && { code }),
      reason,
      count,
      lines: lines.toSorted((a, b) => a - b),
    }))
    .toSorted((a, b) => b.count - a.count)
}
