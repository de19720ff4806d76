/** Whether people can use the server, and if not, why: what `/readyz` tells. */
export interface Readiness {
  /** Not ready for this reason until `clear(name)`; a server starts blocked by `start`. */
  block(name: string, reason: string): void
  clear(name: string): void
  /** Asked at every `/readyz`: answers why not, or undefined. One that throws or takes over 2 s counts as a reason. */
  check(name: string, ask: () => Promise<string | undefined>): void
  reasons(): Promise<readonly { readonly name: string; readonly reason: string }[]>
}

const checkTimeout_ms = 2000

async function outcome(ask: () => Promise<string | undefined>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${checkTimeout_ms} ms`), checkTimeout_ms)
  })
  try {
    return await Promise.race([ask(), late])
  } catch {
    return 'failed'
  } finally {
    clearTimeout(timer)
  }
}

export function createReadiness(): Readiness {
  const blocks = new Map([['start', 'the server is starting']])
  const checks = new Map<string, () => Promise<string | undefined>>()
  return {
    block: (name, reason) => void blocks.set(name, reason),
    clear: (name) => void blocks.delete(name),
    check: (name, ask) => void checks.set(name, ask),
    async reasons() {
      const asked = await Promise.all([...checks].map(async ([name, ask]) => ({ name, reason: await outcome(ask) })))
      return [
        ...[...blocks].map(([name, reason]) => ({ name, reason })),
        ...asked.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }])),
      ]
    },
  }
}
