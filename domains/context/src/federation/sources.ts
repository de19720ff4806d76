/** Which sources a request is passed on to: those that match, offer the operation, and have not been asked before. */
import { offers, type SourceConditions, type SourceOperation, type Specification } from '@machinaka/ngsi'
import type { Call } from '../operations.ts'
import type { Match, Registry } from './registry.ts'
import { aliasOf } from './source-client.ts'

/** Sources for reading; none where the request is local or asks a snapshot (§5.5.13, §5.5.15). */
export async function sourcesFor(
  { registry }: { readonly registry: Registry },
  call: Call,
  {
    spec,
    operations,
    conditions = {},
  }: {
    readonly spec: Specification
    readonly operations: readonly SourceOperation[]
    readonly conditions?: SourceConditions | undefined
  },
): Promise<readonly Match[]> {
  if (call.local || call.snapshot !== undefined) return []
  const matches = await registry.matching(call.tenant, spec, conditions)
  const visited = new Set(call.via.map(aliasOf))
  return matches.filter(({ source }) => offers(source, ...operations) && !visited.has(source.registration.contextSourceAlias ?? ''))
}
