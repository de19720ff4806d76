import { Badge, Button, Notice, Skeleton } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { address, postJson } from '../data/api.ts'
import { receiptQuery, type ReportReceipt } from '../data/queries.ts'
import { Failure } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { Fact } from '../place/facts.tsx'
import { isKind, wordOfKind } from '../place/report-dialog.tsx'

const stateWords = {
  received: 'receiptReceived',
  accepted: 'receiptAccepted',
  rejected: 'receiptRejected',
  withdrawn: 'receiptWithdrawn',
} as const
const stateTones = { received: 'key', accepted: 'good', rejected: 'quiet', withdrawn: 'quiet' } as const

/** What I reported, and what became of it. Only who has the receipt sees it. */
export function ReceiptPage(): ReactNode {
  const { plain } = useSpeaker()
  const { receipt } = useParams({ from: '/reports/$receipt' })
  const report = useQuery(receiptQuery(receipt))
  if (report.isError)
    return (
      <main id="main" tabIndex={-1} className="mn-page">
        <Failure error={report.error} onRetry={() => void report.refetch()} absent="receiptAbsent" absentText="receiptAbsentText" />
      </main>
    )
  return (
    <Page title={<T id="receiptTitle" phrase />} plainTitle={plain('receiptTitle')}>
      {report.isPending ? <Skeleton height="12rem" /> : <Receipt receipt={receipt} report={report.data.value} />}
    </Page>
  )
}

function Receipt({ receipt, report }: { readonly receipt: string; readonly report: ReportReceipt }): ReactNode {
  const { language } = useSpeaker()
  const client = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => postJson<ReportReceipt>(address(`/api/guide/reports/${encodeURIComponent(receipt)}/withdraw`), {}),
    onSuccess: () => client.invalidateQueries({ queryKey: receiptQuery(receipt).queryKey }),
  })
  return (
    <div className="mn-card mn-stack">
      <p>
        <Link to="/places/$id" params={{ id: report.placeId }} search={{}}>
          {pickText(report.placeName, language)?.text}
        </Link>
      </p>
      <p>
        <Badge tone={stateTones[report.state]} icon={report.state === 'accepted' ? 'check' : 'info'}>
          <T id={stateWords[report.state]} />
        </Badge>
      </p>
      <ReportFacts receipt={receipt} report={report} />
      {withdraw.isError && (
        <Notice tone="bad" icon="warn">
          <p role="alert">
            <T id="reportFailed" />
          </p>
        </Notice>
      )}
      {report.state === 'received' && (
        <div>
          <Button busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            <T id="receiptWithdraw" />
          </Button>
        </div>
      )}
    </div>
  )
}

function ReportFacts({ receipt, report }: { readonly receipt: string; readonly report: ReportReceipt }): ReactNode {
  const { formats } = useSpeaker()
  return (
    <dl className="mn-facts">
      <Fact term="receiptSentAt">{formats.date(new Date(report.createdAt))}</Fact>
      {isKind(report.kind) && (
        <Fact term="reportKind">
          <T id={wordOfKind[report.kind]} />
        </Fact>
      )}
      <Fact term="receiptText">
        <span className="town-words">{report.text}</span>
      </Fact>
      {report.answer !== undefined && (
        <Fact term="receiptAnswer">
          <span className="town-words" lang="ja">
            {report.answer}
          </span>
        </Fact>
      )}
      <Fact term="reportReceipt">
        <code>{receipt}</code>
      </Fact>
    </dl>
  )
}
