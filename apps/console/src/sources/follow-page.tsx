import { EmptyState, Notice } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Refused } from '../data/api.ts'
import { importQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { ImportProgress, isRunning } from './import-progress.tsx'
import { RunReport } from './run-report.tsx'

/** One import while it runs, and its report when it has ended. It can be left and found again. */
export function FollowPage(): ReactNode {
  const { plain } = useSpeaker()
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const view = useQuery({
    ...importQuery(id),
    refetchInterval: (query) => (query.state.data !== undefined && isRunning(query.state.data) ? 500 : false),
  })
  const gone = view.error instanceof Refused && view.error.status === 404
  return (
    <Page
      title={view.data?.filename ?? plain('importTitle')}
      back={
        <Link to="/sources" search={{}}>
          <T id="backToSources" />
        </Link>
      }
    >
      {gone ? (
        <EmptyState
          icon="info"
          title={<T id="importGone" phrase />}
          actions={
            <Link className="mn-button mn-button--primary" to="/sources" search={{}}>
              <T id="backToSources" />
            </Link>
          }
        >
          <T id="importGoneText" />
        </EmptyState>
      ) : (
        <Loaded of={view}>
          {(now) => (
            <>
              {isRunning(now) && <ImportProgress view={now} />}
              {now.problem !== null && now.run === null && (
                <Notice tone="bad" icon="warn">
                  <div role="alert">
                    <p>
                      <strong>
                        <T id="runFailedText" />
                      </strong>
                    </p>
                    <p lang="en">{now.problem.detail}</p>
                    <p>
                      <Link to="/import" search={{}}>
                        <T id="importAnother" />
                      </Link>
                    </p>
                  </div>
                </Notice>
              )}
              {now.run !== null && <RunReport run={now.run} />}
              {now.state === 'published' && (
                <div className="mn-row">
                  <Link className="mn-button mn-button--primary" to="/places" search={{}}>
                    <T id="seePlaces" />
                  </Link>
                  <Link className="mn-button mn-button--secondary" to="/import" search={{}}>
                    <T id="importAnother" />
                  </Link>
                </div>
              )}
            </>
          )}
        </Loaded>
      )}
    </Page>
  )
}
