/** Raised when the same cells would give other tiles, so that browsers do not keep old ones. */
const composerVersion = 2

/**
 * Names what a city's base map shows now, from the ids of the published generations: short, the same in every process,
 * and another one after every import. FNV-1a, 64 bit (draft-eastlake-fnv), base 36.
 */
export function revisionOf(generations: readonly string[]): string {
  let hash = 0xcbf29ce484222325n
  for (const character of `${composerVersion}|${generations.toSorted().join('|')}`)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n)
  return hash.toString(36)
}
