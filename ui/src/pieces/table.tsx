import type { ReactNode } from 'react'
import { Icon } from '../icons/icon.tsx'
import { piecesI18n } from '../i18n/pieces.ts'
import { classNames } from './class-names.ts'

export interface Column<Row> {
  readonly id: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  readonly sortable?: boolean
  readonly align?: 'start' | 'end'
  /** The cell that names the row; exactly one column. */
  readonly heading?: boolean
}
export interface Sort {
  readonly column: string
  readonly descending: boolean
}

interface TableProps<Row> {
  readonly caption: ReactNode
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
  readonly dense?: boolean
  readonly hideCaption?: boolean
  readonly selected?: string
}

/** A real `<table>`: sorting is a button in the heading and said by `aria-sort`. Rows come sorted; keep `sort` in the URL. */
export function Table<Row>({ caption, columns, rows, keyOf, sort, onSort, dense, hideCaption, selected }: TableProps<Row>): ReactNode {
  return (
    <div className="mn-table-frame" tabIndex={0} role="region" aria-label={typeof caption === 'string' ? caption : undefined}>
      <table className={classNames('mn-table', dense === true && 'mn-table--dense')}>
        <caption className={hideCaption === true ? 'mn-visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-selected={keyOf(row) === selected ? '' : undefined}>
              {columns.map((column) =>
                column.heading === true ? (
                  <th key={column.id} scope="row" data-align={column.align}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} data-align={column.align}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
}): ReactNode {
  const { plain } = piecesI18n.useSpeaker()
  const active = sort?.column === column.id
  if (column.sortable !== true || onSort === undefined)
    return (
      <th scope="col" data-align={column.align}>
        {column.label}
      </th>
    )
  return (
    <th scope="col" data-align={column.align} aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className="mn-sort"
        title={plain('sortBy', { name: column.label })}
        onClick={() => onSort({ column: column.id, descending: active && !sort.descending })}
      >
        {column.label}
        <span className="mn-sort__mark">
          <Icon name="up" size={16} />
        </span>
      </button>
    </th>
  )
}
