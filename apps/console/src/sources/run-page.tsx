import { useQuery } from '@tanstack/react-query'
import { queryOptions } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Run } from '@machinaka/context/contract'
import type { ReactNode } from 'react'
import { currentCity, getJson, inPath } from '../data/api.ts'
import { sourcesQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { RunReport } from './run-report.tsx'

const runQuery = (id: string) =>
  queryOptions({ queryKey: [currentCity() ?? '', 'run', id], queryFn: () => getJson<Run>(`/api/context/runs/${inPath(id)}`) })

/** One run with its report. */
export function RunPage(): ReactNode {
  const { plain, formats } = useSpeaker()
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const run = useQuery(runQuery(id))
  const source = useQuery(sourcesQuery()).data?.find((one) => one.key === run.data?.source)
  const at = run.data === undefined ? undefined : new Date(run.data.startedAt)
  return (
    <Page
      title={source?.title ?? run.data?.source ?? plain('runTitle')}
      lead={at === undefined ? undefined : plain('runAt', { day: formats.date(at), time: formats.time(at) })}
      back={
        <Link to="/sources" search={{}}>
          <T id="backToSources" />
        </Link>
      }
    >
      <Loaded of={run}>{(value) => <RunReport run={value} />}</Loaded>
    </Page>
  )
}
