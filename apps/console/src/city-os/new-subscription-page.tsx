import { Button, Select, TextField } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { sendJson } from '../data/api.ts'
import { Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { PointMap } from '../map/point-map.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { shortName } from './entity-name.ts'
import { JsonBlock } from './json-view.tsx'
import { typesQuery } from './queries.ts'
import { bodyOf, emptyForm, notificationFormats, type SubscriptionForm, wrongIn } from './subscription-body.ts'

const formatWords = { normalized: 'jsonNormalized', concise: 'jsonConcise', simplified: 'jsonSimplified' } as const

/** A subscription by a form; the JSON that it sends stands beside it. */
export function NewSubscriptionPage(): ReactNode {
  const { plain } = useSpeaker()
  const navigate = useNavigate()
  const act = useAct()
  const [form, setForm] = useState(emptyForm)
  const [tried, setTried] = useState(false)
  const wrong = tried ? wrongIn(form) : []
  const make = async (): Promise<void> => {
    setTried(true)
    if (wrongIn(form).length > 0) return
    if (await act.run(() => sendJson('POST', '/ngsi-ld/v1/subscriptions', bodyOf(form))))
      await navigate({ to: '/subscriptions', search: {} })
  }
  return (
    <Page
      title={plain('subscriptionNew')}
      lead={<T id="subscriptionNewLead" />}
      back={
        <Link to="/subscriptions" search={{}}>
          {plain('navSubscriptions')}
        </Link>
      }
    >
      <div className="desk-try">
        <form
          className="mn-stack"
          onSubmit={(event) => {
            event.preventDefault()
            void make()
          }}
        >
          <Fields form={form} wrong={wrong} onChange={(part) => setForm((before) => ({ ...before, ...part }))} />
          <Trouble error={act.trouble} />
          <div className="mn-row">
            <Button type="submit" look="primary" busy={act.busy}>
              <T id="subscriptionMake" />
            </Button>
          </div>
        </form>
        <section className="mn-stack" aria-labelledby="subscription-json">
          <h2 id="subscription-json">
            <T id="subscriptionJson" />
          </h2>
          <JsonBlock label={plain('subscriptionJson')} text={JSON.stringify(bodyOf(form), null, 2)} />
        </section>
      </div>
    </Page>
  )
}

interface FieldsProps {
  readonly form: SubscriptionForm
  readonly wrong: readonly string[]
  readonly onChange: (part: Partial<SubscriptionForm>) => void
}

function Fields({ form, wrong, onChange }: FieldsProps): ReactNode {
  const { plain } = useSpeaker()
  const types = useQuery(typesQuery()).data ?? []
  const code = { className: 'desk-code', autoCapitalize: 'none', spellCheck: false } as const
  return (
    <>
      <TextField
        label={<T id="subscriptionName" />}
        maxLength={200}
        value={form.name}
        onChange={({ target }) => onChange({ name: target.value })}
      />
      <Select
        label={<T id="entityType" />}
        required
        error={wrong.includes('type') ? <T id="chooseOne" /> : undefined}
        value={form.type}
        onChange={({ target }) => onChange({ type: target.value })}
        choices={[{ value: '', label: plain('chooseOne') }, ...types.map(({ type }) => ({ value: type, label: shortName(type) }))]}
      />
      <TextField
        {...code}
        label={<T id="subscriptionAttributes" />}
        help={<T id="subscriptionAttributesHelp" />}
        value={form.attributes}
        onChange={({ target }) => onChange({ attributes: target.value })}
      />
      <TextField
        {...code}
        label={<T id="entityQ" />}
        help={<T id="entityQHelp" />}
        value={form.q}
        onChange={({ target }) => onChange({ q: target.value })}
      />
      <Area form={form} onChange={onChange} />
      <TextField
        {...code}
        label={<T id="subscriptionEndpoint" />}
        help={<T id="subscriptionEndpointHelp" />}
        required
        inputMode="url"
        error={wrong.includes('endpoint') ? <T id="subscriptionEndpointWrong" /> : undefined}
        value={form.endpoint}
        onChange={({ target }) => onChange({ endpoint: target.value })}
      />
      <Select
        label={<T id="jsonFormat" />}
        value={form.format}
        onChange={({ target }) => onChange({ format: notificationFormats.find((one) => one === target.value) ?? 'normalized' })}
        choices={notificationFormats.map((value) => ({ value, label: plain(formatWords[value]) }))}
      />
    </>
  )
}

/** Only what lies in an area: what the map shows is taken as a box. */
function Area({ form: { area }, onChange }: Pick<FieldsProps, 'form' | 'onChange'>): ReactNode {
  const [open, setOpen] = useState(false)
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <T id="subscriptionArea" />
      </summary>
      {open && (
        <div className="desk-inside">
          <AreaMap area={area} onArea={(next) => onChange({ area: next })} />
        </div>
      )}
    </details>
  )
}

function AreaMap({
  area,
  onArea,
}: {
  readonly area: SubscriptionForm['area']
  readonly onArea: (area: SubscriptionForm['area']) => void
}): ReactNode {
  return (
    <PointMap
      point={undefined}
      area={area}
      markAs="middle"
      onPoint={() => undefined}
      help="subscriptionAreaHelp"
      also={(seen) => (
        <>
          <Button compact icon="map" onClick={() => onArea(seen()?.area)}>
            <T id="subscriptionAreaTake" />
          </Button>
          {area !== undefined && (
            <Button compact onClick={() => onArea(undefined)}>
              <T id="subscriptionAreaClear" />
            </Button>
          )}
        </>
      )}
    />
  )
}
