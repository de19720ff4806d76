import { EmptyState, Table } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Proposal, proposalsQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { fieldWord } from './field-words.ts'
import { ProposalChoice } from './proposal-note.tsx'
import { isPosition, valueText } from './value-text.ts'

/** Where imports and people disagree: both values side by side, one press to decide. */
export function ProposalsPage(): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const proposals = useQuery(proposalsQuery())
  const word = (field: string): string => {
    const known = fieldWord(field)
    return known === undefined ? field : plain(known)
  }
  return (
    <Page title={plain('navProposals')} lead={<T id="proposalsLead" />}>
      <Loaded of={proposals}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="check" title={<T id="proposalsNone" phrase />}>
              <T id="proposalsNoneText" />
            </EmptyState>
          ) : (
            <Table<Proposal>
              caption={plain('navProposals')}
              hideCaption
              dense
              rows={items}
              keyOf={(row) => row.id}
              columns={[
                {
                  id: 'place',
                  label: plain('placeName'),
                  heading: true,
                  cell: (row) => (
                    <Link to="/places/$id" params={{ id: row.entityId }} search={{}}>
                      {pickText(row.entityName, language)?.text ?? row.entityId}
                    </Link>
                  ),
                },
                { id: 'field', label: plain('field'), cell: (row) => word(isPosition(row.proposed) ? 'location' : row.field) },
                { id: 'ours', label: plain('ourValue'), cell: (row) => valueText(row.current) },
                {
                  id: 'theirs',
                  label: plain('theirValue'),
                  cell: (row) => (
                    <>
                      {valueText(row.proposed)}
                      <div className="mn-small mn-muted">
                        {row.source} · {formats.day(new Date(row.createdAt))}
                      </div>
                    </>
                  ),
                },
                { id: 'decide', label: plain('decide'), cell: (row) => <ProposalChoice proposal={row} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Page>
  )
}
