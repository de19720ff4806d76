import { statfs } from 'node:fs/promises'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { getHealth, retryParked, type Health } from '@machinaka/insight/contract'
import { route, type Route, type Tenant } from '@machinaka/platform'
import type { Town } from './town.ts'

export const version = '0.1.0'

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function healthOf(town: Town, tenant: Tenant, startedAt: Date): Promise<Health> {
  const folder = resolve(town.config.DATA_DIR)
  const [ping, parked, disk, data, counts, proposals] = await Promise.all([
    town.postgres.ping(),
    town.outbox.parked(),
    statfs(folder),
    bytesIn(folder),
    town.guide.counts(tenant),
    town.context.proposals.list(tenant, { limit: 200 }),
  ])
  return {
    version,
    startedAt: startedAt.toISOString(),
    now: town.clock.now().toISOString(),
    database: { engine: town.postgres.engine, answered_ms: Math.round(ping.duration_ms * 10) / 10 },
    memory_MB: Math.round(process.memoryUsage().rss / 1e6),
    disk: { free_GB: Math.round((disk.bavail * disk.bsize) / 1e8) / 10, data_MB: Math.round(data / 1e6) },
    mail: town.mail.mode,
    parked: parked
      .filter(({ fact }) => fact.tenant === tenant)
      .map(({ consumer, fact, attempts, error, parkedAt }) => ({ consumer, factId: fact.id, kind: fact.kind, attempts, error, parkedAt })),
    counts: {
      places: counts.places,
      events: counts.events,
      openReports: counts.openReports,
      openClaims: counts.openClaims,
      draftsToApprove: counts.openDrafts,
      openProposals: proposals.length,
    },
  }
}

/** How the system is, for the console; and a second try for what is parked. */
export function healthRoutes(town: Town): Route[] {
  const startedAt = town.clock.now()
  return [
    route(getHealth, ({ context }) => healthOf(town, context.tenant, startedAt)),
    route(retryParked, ({ body }) => town.outbox.retry(body.consumer, body.factId)),
  ]
}
