import { isRefusal, refusal, type Context, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import type { Static } from 'typebox'
import { claimStates, type Claim, type decideClaim } from './contract.ts'
import { claimsOf, insertClaim, listClaims, lockClaim, settleClaim, standingClaims } from './desk-store.ts'
import { deskPage, type ListQuery, type ReportNeeds } from './reports.ts'
import { claimTable } from './rules/desk-states.ts'

export interface ClaimNeeds extends Pick<ReportNeeds, 'postgres' | 'outbox' | 'clock' | 'ids' | 'directories'> {
  /** Gives and takes the shop's role, in the caller's transaction. */
  readonly people: Readonly<Record<'grantShop' | 'revokeShop', (tx: Tx, city: Tenant, account: string, shop: string) => Promise<void>>>
}

const isState = (text: string): boolean => (claimStates as readonly string[]).includes(text)

/** "This is my shop", said by an account, checked by staff. */
export class Claims {
  readonly #needs: ClaimNeeds

  constructor(needs: ClaimNeeds) {
    this.#needs = needs
  }

  async post({ tenant, caller }: Context, placeId: string, body: { readonly evidence: string }): Promise<Claim | Refusal> {
    const { postgres, ids, clock, directories, outbox } = this.#needs
    const row = (await directories.of(tenant, clock.now())).find(placeId)
    if (row === undefined) return refusal('guide.place-absent', 'There is no such place in this city (any more).')
    const accountId = caller.id ?? ''
    const claim: Claim = {
      id: ids.uuid(),
      placeId,
      placeName: { ...row.fields.name },
      accountId,
      evidence: body.evidence,
      state: 'submitted',
      createdAt: clock.now().toISOString(),
    }
    return postgres.tenant(tenant, async (tx) => {
      const standing = await standingClaims(tx, tenant, placeId)
      if (standing.some((c) => c.state === 'granted'))
        return refusal('guide.already-claimed', 'This listing has its holder already. If that is wrong, ask the city’s staff.')
      if (standing.some((c) => c.accountId === accountId))
        return refusal('guide.already-claimed', 'You have claimed this listing already; the city’s staff will check it.')
      await insertClaim(tx, tenant, claim)
      await outbox.write(tx, [{ kind: 'ListingClaimed', tenant, key: placeId, payload: { claimId: claim.id, placeId, accountId } }])
      return claim
    })
  }

  async list({ tenant }: Context, query: ListQuery): Promise<{ readonly items: Claim[]; readonly total: number } | Refusal> {
    const page = deskPage(query, isState)
    return isRefusal(page) ? page : this.#needs.postgres.tenant(tenant, (tx) => listClaims(tx, tenant, page))
  }

  async mine({ tenant, caller }: Context): Promise<Claim[]> {
    const account = caller.id
    return account === undefined ? [] : this.#needs.postgres.tenant(tenant, (tx) => claimsOf(tx, tenant, account))
  }

  /** The claimer takes the own claim back; one that was granted gives the listing up. Somebody else's claim looks absent. */
  async withdraw({ tenant, caller }: Context, id: string): Promise<Claim | Refusal> {
    const { postgres, clock, people } = this.#needs
    return postgres.tenant(tenant, async (tx) => {
      const claim = await lockClaim(tx, tenant, id)
      if (claim === undefined || caller.kind !== 'account' || claim.accountId !== caller.id)
        return refusal('guide.claim-absent', 'You have no such claim in this city.')
      const state = claimTable[claim.state].withdraw
      if (state === 'no') return refusal('guide.not-now', `The claim is ${claim.state} already.`)
      const withdrawn: Claim = { ...claim, state, decidedAt: clock.now().toISOString(), decidedBy: caller.id }
      await settleClaim(tx, tenant, withdrawn)
      if (claim.state === 'granted') await people.revokeShop(tx, tenant, claim.accountId, claim.placeId)
      return withdrawn
    })
  }

  async decide({ tenant, caller }: Context, id: string, body: Static<(typeof decideClaim)['body']>): Promise<Claim | Refusal> {
    const { postgres, clock, outbox, people } = this.#needs
    return postgres.tenant(tenant, async (tx) => {
      const claim = await lockClaim(tx, tenant, id)
      if (claim === undefined) return refusal('guide.claim-absent', 'There is no such claim in this city.')
      const state = claimTable[claim.state][body.decision]
      if (state === 'no')
        return refusal(
          'guide.not-now',
          `The claim is ${claim.state}; it cannot be ${body.decision === 'grant' ? 'granted' : body.decision === 'refuse' ? 'refused' : 'revoked'} now.`,
        )
      if (state === 'granted' && (await standingClaims(tx, tenant, claim.placeId)).some((c) => c.state === 'granted'))
        return refusal('guide.already-claimed', 'The listing has another holder. Revoke that claim first.')
      const settled: Claim = {
        ...claim,
        state,
        decidedAt: clock.now().toISOString(),
        decidedBy: caller.id ?? '',
        ...(body.answer === undefined ? {} : { answer: body.answer }),
      }
      await settleClaim(tx, tenant, settled)
      if (state === 'granted') {
        await people.grantShop(tx, tenant, claim.accountId, claim.placeId)
        await outbox.write(tx, [
          {
            kind: 'ListingGranted',
            tenant,
            key: claim.placeId,
            payload: { claimId: claim.id, placeId: claim.placeId, accountId: claim.accountId },
          },
        ])
      }
      if (state === 'revoked') await people.revokeShop(tx, tenant, claim.accountId, claim.placeId)
      return settled
    })
  }
}
