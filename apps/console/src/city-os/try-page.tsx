import { Badge, Button, ConfirmDialog, Notice, Select, TextArea, TextField } from '@machinaka/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { address } from '../data/api.ts'
import { meQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { CopyButton, indented, JsonBlock } from './json-view.tsx'
import { operationsQuery } from './operations-query.ts'
import { apiTags, type ApiRequest, curlOf, type Filled, missingOf, type Operation, type Parameter, requestOf } from './operations.ts'

/** A page to try the API with one's own rights: an operation is chosen, filled in, sent, and shown as it came back. */
export function TryPage(): ReactNode {
  const { plain } = useSpeaker()
  const operations = useQuery(operationsQuery())
  const mine = useQuery(meQuery()).data?.permissions ?? []
  return (
    <Page title={plain('navTry')} lead={<T id="tryLead" />}>
      <Loaded of={operations}>
        {(all) => <Desk operations={all.filter(({ permission }) => permission === undefined || mine.some((one) => one === permission))} />}
      </Loaded>
    </Page>
  )
}

function Desk({ operations }: { readonly operations: readonly Operation[] }): ReactNode {
  const { plain } = useSpeaker()
  const [filters, change] = useFilters()
  const tag = apiTags.find((one) => one === filters.group) ?? 'ngsi-ld'
  const there = apiTags.filter((one) => operations.some((operation) => operation.tag === one))
  const offered = operations.filter((operation) => operation.tag === tag)
  const chosen =
    offered.find(({ key }) => key === filters.id) ?? offered.find(({ key }) => key === 'GET /ngsi-ld/v1/entities') ?? offered[0]
  return (
    <>
      <div className="desk-two desk-span">
        <Select
          label={<T id="tryTag" />}
          value={tag}
          onChange={({ target }) => change({ group: target.value, id: '' })}
          choices={there.map((value) => ({
            value,
            label: plain(value === 'ngsi-ld' ? 'tagLd' : value === 'ngsi-v2' ? 'tagV2' : 'tagOwn'),
          }))}
        />
        <Select
          label={<T id="tryOperation" />}
          value={chosen?.key ?? ''}
          onChange={({ target }) => change({ id: target.value })}
          choices={offered.map(({ key, method, summary }) => ({ value: key, label: `${method} — ${summary}` }))}
        />
      </div>
      {chosen !== undefined && <Form key={chosen.key} operation={chosen} />}
    </>
  )
}

interface Answered {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [string, string])[]
  readonly text: string
  readonly took_ms: number
}

/** Sends a request as it stands; what comes back is shown whatever its status. */
function useSending(): {
  readonly busy: boolean
  readonly answer: Answered | 'no-answer' | undefined
  readonly send: (request: ApiRequest) => Promise<void>
} {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<Answered | 'no-answer'>()
  const running = useRef(false)
  const send = async ({ method, target, headers, body }: ApiRequest): Promise<void> => {
    if (running.current) return
    running.current = true
    setBusy(true)
    const began = performance.now()
    try {
      const [path = '', query = ''] = target.split('?', 2)
      const response = await fetch(address(path, Object.fromEntries(new URLSearchParams(query))), {
        method,
        headers,
        ...(body !== undefined && { body }),
      })
      const text = await response.text()
      setAnswer({
        status: response.status,
        statusText: response.statusText,
        headers: [...response.headers],
        text,
        took_ms: Math.round(performance.now() - began),
      })
      if (method !== 'GET') await client.invalidateQueries()
    } catch {
      setAnswer('no-answer')
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { busy, answer, send }
}

const firstFilled = ({ bodies, answers }: Operation): Filled => ({
  values: {},
  query: '',
  accept: answers[0] ?? 'application/json',
  contentType: bodies[0] ?? 'application/json',
  body: '',
})

function Form({ operation }: { readonly operation: Operation }): ReactNode {
  const { plain } = useSpeaker()
  const [filled, setFilled] = useState(() => firstFilled(operation))
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const { busy, answer, send } = useSending()
  const request = requestOf(operation, filled)
  const missing = missingOf(operation, filled)
  const change = (part: Partial<Filled>): void => setFilled((before) => ({ ...before, ...part }))
  const go = (): void => {
    setTried(true)
    if (missing.length > 0) return
    if (operation.method === 'DELETE') setAsking(true)
    else void send(request)
  }
  return (
    <div className="desk-try">
      <form
        className="mn-stack"
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <h2 className="desk-hash">{operation.key}</h2>
        {operation.description !== undefined && (
          <p className="mn-small mn-muted" lang="en">
            {operation.description}
          </p>
        )}
        {operation.permission === 'context.write' && (
          <Notice tone="warn" icon="warn">
            <T id="tryChanges" />
          </Notice>
        )}
        <Fields operation={operation} filled={filled} change={change} missing={tried ? missing : []} />
        <div className="mn-row">
          <Button type="submit" look="primary" busy={busy}>
            <T id="trySend" />
          </Button>
        </div>
      </form>
      <div className="mn-stack">
        <Answer of={answer} />
        <Curl request={request} />
      </div>
      {asking && (
        <ConfirmDialog
          open
          title={<T id="tryDeleteAsk" phrase />}
          verb={<T id="trySend" />}
          onConfirm={() => {
            setAsking(false)
            void send(request)
          }}
          onClose={() => setAsking(false)}
        >
          <p>{plain('tryDeleteText')}</p>
          <p className="desk-hash">
            {request.method} {request.target}
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}

interface FieldsProps {
  readonly operation: Operation
  readonly filled: Filled
  readonly change: (part: Partial<Filled>) => void
  readonly missing: readonly string[]
}

function Fields({ operation, filled, change, missing }: FieldsProps): ReactNode {
  const { plain } = useSpeaker()
  const set = (name: string, value: string): void => change({ values: { ...filled.values, [name]: value } })
  const plainText = { autoCapitalize: 'none', spellCheck: false, className: 'desk-code' } as const
  return (
    <>
      {operation.parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          of={parameter}
          value={filled.values[parameter.name] ?? ''}
          onChange={(value) => set(parameter.name, value)}
          missing={missing.includes(parameter.name)}
        />
      ))}
      {operation.tag !== 'context' && (
        <TextField
          {...plainText}
          label={<T id="tryQuery" />}
          help={<T id="tryQueryHelp" />}
          value={filled.query}
          onChange={({ target }) => change({ query: target.value })}
        />
      )}
      {operation.answers.length > 1 && (
        <Select
          label="Accept"
          value={filled.accept}
          onChange={({ target }) => change({ accept: target.value })}
          choices={operation.answers.map((value) => ({ value, label: value }))}
        />
      )}
      {operation.bodies.length > 0 && (
        <>
          <Select
            label="Content-Type"
            value={filled.contentType}
            onChange={({ target }) => change({ contentType: target.value })}
            choices={operation.bodies.map((value) => ({ value, label: value }))}
          />
          <TextArea
            {...plainText}
            label={plain('tryBody')}
            rows={8}
            value={filled.body}
            onChange={({ target }) => change({ body: target.value })}
          />
        </>
      )}
    </>
  )
}

function ParameterField(props: {
  readonly of: Parameter
  readonly value: string
  readonly onChange: (value: string) => void
  readonly missing: boolean
}): ReactNode {
  const { plain } = useSpeaker()
  const { name, description, choices, required } = props.of
  const error = props.missing ? <T id="needsText" /> : undefined
  const help = description === undefined ? undefined : <span lang="en">{description}</span>
  if (choices !== undefined)
    return (
      <Select
        label={name}
        help={help}
        required={required}
        error={error}
        value={props.value}
        onChange={({ target }) => props.onChange(target.value)}
        choices={[{ value: '', label: plain('chooseOne') }, ...choices.map((value) => ({ value, label: value }))]}
      />
    )
  return (
    <TextField
      label={name}
      help={help}
      required={required}
      error={error}
      className="desk-code"
      autoCapitalize="none"
      spellCheck={false}
      value={props.value}
      onChange={({ target }) => props.onChange(target.value)}
    />
  )
}

function Answer({ of }: { readonly of: Answered | 'no-answer' | undefined }): ReactNode {
  const { plain, formats } = useSpeaker()
  return (
    <section aria-labelledby="try-answer" className="mn-stack">
      <h2 id="try-answer">
        <T id="tryAnswer" />
      </h2>
      <div role="status" className="mn-stack">
        {of === undefined ? (
          <p className="mn-muted">
            <T id="tryNotYet" />
          </p>
        ) : of === 'no-answer' ? (
          <Notice tone="bad" icon="offline">
            <T id="saidOffline" />
          </Notice>
        ) : (
          <p className="mn-row" data-status={of.status}>
            <Badge tone={of.status < 300 ? 'good' : 'bad'} icon={of.status < 300 ? 'check' : 'warn'}>
              {of.status} {of.statusText}
            </Badge>
            <span className="mn-small mn-muted">{plain('tookMs', { n: formats.number(of.took_ms) })}</span>
          </p>
        )}
      </div>
      {typeof of === 'object' && (
        <>
          <details>
            <summary>
              <T id="tryHeaders" />
            </summary>
            <JsonBlock label={plain('tryHeaders')} text={of.headers.map(([name, value]) => `${name}: ${value}`).join('\n')} />
          </details>
          {of.text === '' ? (
            <p className="mn-muted">
              <T id="tryEmpty" />
            </p>
          ) : (
            <>
              <div className="mn-row">
                <CopyButton text={indented(of.text)} />
              </div>
              <JsonBlock label={plain('tryAnswer')} text={indented(of.text).slice(0, 200_000)} />
            </>
          )}
        </>
      )}
    </section>
  )
}

function Curl({ request }: { readonly request: ApiRequest }): ReactNode {
  const { plain } = useSpeaker()
  const text = curlOf(request, location.origin, plain('tryKeyWord'))
  const mine = useQuery(meQuery()).data?.permissions ?? []
  return (
    <section aria-labelledby="try-curl" className="mn-stack">
      <div className="mn-row mn-row--between">
        <h2 id="try-curl">
          <T id="tryCurl" />
        </h2>
        <CopyButton text={text} />
      </div>
      <JsonBlock label={plain('tryCurl')} text={text} />
      {mine.includes('key.manage') && (
        <p className="mn-small">
          <Link to="/keys" search={{}}>
            <T id="tryKeys" />
          </Link>
        </p>
      )}
    </section>
  )
}
