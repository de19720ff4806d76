import type { ImportView } from '@machinaka/context/contract'

const number = (value: number): string => value.toLocaleString('en')
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

/** One line while an import runs. */
export function progressLine(view: ImportView): string {
  const share =
    view.bytesTotal === null || view.bytesTotal === 0
      ? megabytes(view.bytesRead)
      : `${Math.min(100, Math.round((100 * view.bytesRead) / view.bytesTotal))} %`
  return view.state === 'publishing'
    ? `Publishing ${number(view.taken)} entities of ${view.filename} …`
    : `Reading ${view.filename}: ${share}, ${number(view.objects)} objects, ${number(view.taken)} taken …`
}

/** What an import came to, for a person: counts, then what was left out and why. */
export function reportLines(view: ImportView): string[] {
  const { run, problem } = view
  if (problem !== null || run === null)
    return [`${view.filename} was not imported: ${problem?.detail ?? 'it did not end'}`, 'What was there before is unchanged.']
  const { report } = run
  const heading = `${view.filename}: ${number(report.taken)} taken (${number(report.created)} new, ${number(report.updated)} changed, ${number(report.unchanged)} as before) in ${report.duration_s.toFixed(1)} s`
  const lines = [heading]
  if (report.proposals > 0)
    lines.push(
      `  ${number(report.proposals)} values differ from what people wrote: theirs stay, the differing ones wait as proposals in the console.`,
    )
  if (report.missing > 0)
    lines.push(
      report.removed > 0
        ? `  ${number(report.removed)} that the source no longer has were removed.`
        : `  ${number(report.missing)} are no longer in the source. They stay; --remove-missing removes them.`,
    )
  lines.push(...countLines(report.counts), ...report.notes.map((note) => `  ${note}`))
  const usual = report.skipped.filter(({ reason }) => isUsual(reason))
  const faults = report.skipped.filter(({ reason }) => !isUsual(reason))
  if (usual.length > 0) lines.push(`  Not shown, as in any town: ${usualWords(usual)}`)
  const faultCount = report.skippedCount - usual.length
  if (faultCount > 0) lines.push(`  ${number(faultCount)} left out:`, ...skippedLines(faults))
  return lines
}

/** The counts of the base map in one line, the others in one each. */
function countLines(counts: Readonly<Record<string, number>>): string[] {
  const drawn = Object.entries(counts).filter(([name]) => name.startsWith('map '))
  const others = Object.entries(counts).filter(([name]) => !name.startsWith('map '))
  const most = drawn.toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${name.slice(4).replaceAll('_', ' ')} ${number(count)}`)
  return [...others.map(([name, count]) => `  ${name}: ${number(count)}`), ...(most.length === 0 ? [] : [`  base map: ${most.join(', ')}`])]
}

const nameless = / without a name$/
/** What every file has and nobody needs to put right: a shop whose name nobody noted, somebody's own car park. */
const isUsual = (reason: string): boolean => nameless.test(reason) || reason === 'private'

function usualWords(skipped: readonly { readonly reason: string }[]): string {
  const kinds = [
    ...Map.groupBy(
      skipped.filter(({ reason }) => nameless.test(reason)),
      ({ reason }) => reason.replace(nameless, ''),
    ),
  ].toSorted(([, a], [, b]) => b.length - a.length)
  const unnamed = kinds.reduce((sum, [, list]) => sum + list.length, 0)
  const own = skipped.length - unnamed
  const words = kinds
    .slice(0, 6)
    .map(([kind, list]) => `${kind} ${number(list.length)}`)
    .join(', ')
  return [
    ...(unnamed === 0 ? [] : [`${number(unnamed)} without a name (${words}${kinds.length > 6 ? ', …' : ''})`]),
    ...(own === 0 ? [] : [`${number(own)} private`]),
  ].join(', ')
}

/** By reason: how many of those listed, and where the first are. */
function skippedLines(skipped: readonly { readonly line?: number; readonly id?: string; readonly reason: string }[]): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason)
  return [...byReason].slice(0, 12).map(([reason, list]) => {
    const places = list
      .slice(0, 5)
      .map(({ line, id }) => (line === undefined ? id : `line ${line}`))
      .filter((place) => place !== undefined)
    return `    ${reason} (${list.length}${places.length === 0 ? '' : `: ${places.join(', ')}${list.length > 5 ? ', …' : ''}`})`
  })
}
