import { Button, SearchField, TextArea, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { PlaceSummary } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { foundQuery, placeQuery } from '../data/queries.ts'
import { Trouble } from '../frame/failures.tsx'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** "This shop is mine": look for it, say why, and the city's staff check it. */
export function ClaimNew(): ReactNode {
  const [search, filter] = useFilters()
  const asked = search.place === '' ? undefined : search.place
  const [chosen, setChosen] = useState<PlaceSummary>()
  // The town's page of a place leads here with the place in the address.
  const linked = useQuery({ ...placeQuery(asked ?? ''), enabled: asked !== undefined }).data
  const place = chosen ?? (asked === undefined ? undefined : linked)
  const forget = (): void => {
    setChosen(undefined)
    if (asked !== undefined) filter({ place: '' })
  }
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="claimNew" />
      </h2>
      <p className="mn-muted">
        <T id="claimNewLead" />
      </p>
      {place === undefined ? (
        <ChoosePlace onChoose={setChosen} />
      ) : (
        <SayWhy key={place.id} place={place} onOther={forget} onSent={forget} />
      )}
    </section>
  )
}

function ChoosePlace({ onChoose }: { readonly onChoose: (place: PlaceSummary) => void }): ReactNode {
  const { plain, language } = useSpeaker()
  const [q, setQ] = useState('')
  const wanted = useDeferredValue(q.trim())
  const found = useQuery({ ...foundQuery(wanted), enabled: wanted.length > 0 })
  return (
    <>
      <SearchField label={plain('claimSearch')} placeholder={plain('claimSearch')} value={q} onChange={setQ} />
      <ul className="desk-lines">
        {(wanted === '' ? [] : (found.data?.items ?? [])).slice(0, 8).map((one) => (
          <li key={one.id}>
            <Button look="text" onClick={() => onChoose(one)}>
              {pickText(one.name, language)?.text ?? one.id}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}

interface SayWhyProps {
  readonly place: PlaceSummary
  readonly onOther: () => void
  readonly onSent: () => void
}

function SayWhy({ place, onOther, onSent }: SayWhyProps): ReactNode {
  const { language } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const [evidence, setEvidence] = useState('')
  const send = async (): Promise<void> => {
    if (evidence.trim() === '') return
    if (!(await act.run(() => sendJson('POST', `/api/guide/places/${inPath(place.id)}/claims`, { evidence: evidence.trim() })))) return
    toast({ text: <T id="claimSent" /> })
    onSent()
  }
  return (
    <>
      <p>
        <strong>{pickText(place.name, language)?.text}</strong>{' '}
        <Button compact look="text" onClick={onOther}>
          <T id="claimOther" />
        </Button>
      </p>
      <TextArea
        label={<T id="claimEvidence" />}
        help={<T id="claimEvidenceHelp" />}
        required
        maxLength={1000}
        value={evidence}
        onChange={(event) => setEvidence(event.target.value)}
      />
      <Trouble error={act.trouble} />
      <div>
        <Button look="primary" busy={act.busy} disabled={evidence.trim() === ''} onClick={() => void send()}>
          <T id="claimSend" />
        </Button>
      </div>
    </>
  )
}
