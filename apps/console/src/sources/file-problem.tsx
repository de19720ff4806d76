import type { UploadView } from '@machinaka/context/contract'
import type { ReactNode } from 'react'
import { T } from '../messages/index.ts'
import { brokenOf } from './finding-words.ts'

/** Why a file cannot be read, in the reader's language; the reader's own English words with the place in the file below. */
export function FileProblem({ problem }: { readonly problem: NonNullable<UploadView['problem']> }): ReactNode {
  const known = brokenOf(problem.code)
  const details = (
    <>
      <p lang="en">
        {problem.reason}
        {problem.where !== '' && ` (${problem.where})`}
      </p>
      <p lang="en">{problem.next}</p>
    </>
  )
  if (known === undefined) return details
  return (
    <>
      <p>
        <T id={known} />
      </p>
      <details>
        <summary>
          <T id="detailsEnglish" />
        </summary>
        <div className="mn-small">{details}</div>
      </details>
    </>
  )
}
