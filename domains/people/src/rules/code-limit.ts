/** Between two codes for one address. */
const codeEvery_s = 30
/** Codes for one address in an hour. With five tries each, guessing six digits hits once in 33,000 hours. */
const codesPerHour = 6

/**
 * How long an address has to wait for its next code, seconds; 0 is not at all.
 * @param sent the codes of the last hour, and how long ago the first and the last of them went out
 */
export function codeWait({
  count,
  first_s,
  last_s,
}: {
  readonly count: number
  readonly first_s: number
  readonly last_s: number
}): number {
  if (count === 0) return 0
  const sinceLast = Math.max(0, Math.ceil(codeEvery_s - last_s))
  return count < codesPerHour ? sinceLast : Math.max(sinceLast, Math.ceil(3600 - first_s))
}
