import { Badge, Button, Checkbox, Notice, RadioGroup, TextArea, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Place, Report } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { placeQuery, reportQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { changeOf, fieldsOf, problemsOf } from '../places/place-change.ts'
import { PlaceForm } from '../places/place-form.tsx'
import { reportKindWords, reportStateWords } from './report-words.ts'

type Decision = 'accept' | 'reject'

/** One report with the place beside it: answer it, and put the place right in the same step. */
export function ReportPage(): ReactNode {
  const { plain, language } = useSpeaker()
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const found = useQuery(reportQuery(id))
  const report = found.data
  return (
    <Page
      title={report === undefined ? plain('reportTitle') : plain('reportAbout', { name: pickText(report.placeName, language)?.text ?? '' })}
      back={
        <Link to="/reports" search={{}}>
          <T id="backToReports" />
        </Link>
      }
    >
      <Loaded of={found}>{(value) => <OneReport report={value} />}</Loaded>
    </Page>
  )
}

function OneReport({ report }: { readonly report: Report }): ReactNode {
  const { plain, formats } = useSpeaker()
  const place = useQuery(placeQuery(report.placeId))
  const at = new Date(report.createdAt)
  return (
    <div className="desk-sides desk-sides--even">
      <section className="mn-card mn-stack" aria-label={plain('reportTitle')}>
        <div className="mn-row">
          <Badge tone={reportStateWords[report.state].tone}>
            <T id={reportStateWords[report.state].word} />
          </Badge>
          <strong>
            <T id={reportKindWords[report.kind]} />
          </strong>
        </div>
        <blockquote className="desk-quote">{report.text}</blockquote>
        <p className="mn-small mn-muted">
          {formats.day(at)} {formats.time(at)}
          {report.contact !== undefined && ` · ${plain('contact')}: ${report.contact}`}
        </p>
        {report.answer !== undefined && (
          <Notice tone={report.state === 'accepted' ? 'good' : 'key'} icon="info">
            <p>
              <strong>
                <T id="answerGiven" />
              </strong>
            </p>
            <p>{report.answer}</p>
          </Notice>
        )}
      </section>
      <section className="mn-card mn-stack" aria-label={plain('placeTitle')}>
        <Loaded of={place}>{(value) => <PlaceNow place={value} />}</Loaded>
      </section>
      {report.state === 'received' && !place.isPending && (
        <Answer key={place.data === undefined ? 'gone' : 'there'} report={report} place={place.data} />
      )}
    </div>
  )
}

function PlaceNow({ place }: { readonly place: Place }): ReactNode {
  const { language } = useSpeaker()
  return (
    <>
      <h2>
        <Link to="/places/$id" params={{ id: place.id }} search={{}}>
          {pickText(place.name, language)?.text ?? place.id}
        </Link>
      </h2>
      <dl className="mn-facts">
        <dt>
          <T id="hours" />
        </dt>
        <dd>{place.openingHours ?? <T id="unknown" />}</dd>
        <dt>
          <T id="address" />
        </dt>
        <dd>{place.address ?? <T id="unknown" />}</dd>
        <dt>
          <T id="phone" />
        </dt>
        <dd>{place.phone ?? <T id="unknown" />}</dd>
        <dt>
          <T id="accessWheelchair" />
        </dt>
        <dd>
          <T id={place.access.wheelchair ?? 'unknown'} />
        </dd>
      </dl>
    </>
  )
}

/** What to say if nobody writes anything else: that it was put right is said only if it is. */
const suggested = (decision: Decision | undefined, fixes: boolean): 'answerAsIs' | 'answerThanks' | 'answerThanksFixed' | undefined =>
  decision === undefined ? undefined : decision === 'reject' ? 'answerAsIs' : fixes ? 'answerThanksFixed' : 'answerThanks'

/** The answer, with a fix where the place is still there. */
function Answer({ report, place }: { readonly report: Report; readonly place: Place | undefined }): ReactNode {
  const { plain } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const navigate = useNavigate()
  const [decision, setDecision] = useState<Decision>()
  const [written, setWritten] = useState<string>()
  const [wantsFix, setWantsFix] = useState(false)
  const [fields, setFields] = useState(() => place && fieldsOf(place))
  const [tried, setTried] = useState(false)
  const fixing = decision === 'accept' && wantsFix && place !== undefined && fields !== undefined
  const fix = fixing ? changeOf(fields, place) : {}
  const fixes = Object.keys(fix).length > 0
  const proposed = suggested(decision, fixes)
  const answer = written ?? (proposed === undefined ? '' : plain(proposed))
  const send = async (): Promise<void> => {
    setTried(true)
    if (decision === undefined || answer.trim() === '' || (fixing && Object.keys(problemsOf(fields)).length > 0)) return
    const done = await act.run(() =>
      sendJson('POST', `/api/guide/reports/${inPath(report.id)}/answer`, { decision, answer: answer.trim(), ...(fixes && { fix }) }),
    )
    if (!done) return
    toast({ text: <T id="reportAnswered" /> })
    void navigate({ to: '/reports', search: {} })
  }
  return (
    <section className="mn-stack desk-span" aria-labelledby="answer-title">
      <h2 id="answer-title">
        <T id="answerTitle" />
      </h2>
      <RadioGroup
        legend={<T id="decide" />}
        value={decision}
        onChange={setDecision}
        choices={[
          { value: 'accept', label: <T id="answerAccept" />, ...(place !== undefined && { help: <T id="answerAcceptHelp" /> }) },
          { value: 'reject', label: <T id="answerReject" />, help: <T id="answerRejectHelp" /> },
        ]}
      />
      {tried && decision === undefined && (
        <Notice tone="bad" icon="warn">
          <p role="alert">
            <T id="needsDecision" />
          </p>
        </Notice>
      )}
      {decision === 'accept' && place !== undefined && (
        <Checkbox label={<T id="answerFix" />} help={<T id="answerFixHelp" />} checked={wantsFix} onChange={setWantsFix} />
      )}
      {fixing && <PlaceForm fields={fields} onChange={setFields} tried={tried} />}
      <TextArea
        label={<T id="answerText" />}
        help={<T id="answerTextHelp" />}
        required
        maxLength={1000}
        rows={3}
        value={answer}
        onChange={(event) => setWritten(event.target.value)}
        error={tried && answer.trim() === '' ? <T id="needsText" /> : undefined}
      />
      <Trouble error={act.trouble} />
      <div>
        <Button look="primary" busy={act.busy} onClick={() => void send()}>
          {plain(fixing ? 'answerSendFix' : 'answerSend')}
        </Button>
      </div>
    </section>
  )
}
