import './charts.css'
import type { ReactNode } from 'react'
import { shadeOf } from './scale.ts'

interface HeatProps {
  /** Names of the rows, the days. */
  readonly rows: readonly string[]
  /** Names of the columns, the hours; only some may be written. */
  readonly columns: readonly string[]
  /** By row, then by column; null is withheld or not over yet. */
  readonly values: readonly (readonly (number | null)[])[]
  readonly label: string
  readonly words: { readonly less: string; readonly more: string; readonly withheld: string }
}

const [left, top, cell, gap] = [54, 22, 24, 2] as const

/** Hours × days as shades of one colour; what is withheld is hatched by a line, so that it is no shade at all. */
export function HeatTable({ rows, columns, values, label, words }: HeatProps): ReactNode {
  const largest = Math.max(0, ...values.flat().map((value) => value ?? 0))
  const [width, height] = [left + columns.length * cell, top + rows.length * cell + 34]
  const legend = top + rows.length * cell + 12
  return (
    <svg className="mn-chart__svg" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {columns.map(
        (name, at) =>
          at % 3 === 0 && (
            <text key={name} className="mn-chart__axis" x={left + at * cell + cell / 2} y={14} textAnchor="middle">
              {name}
            </text>
          ),
      )}
      {rows.map((name, row) => (
        <g key={name}>
          <text className="mn-chart__label" x={left - 8} y={top + row * cell + 16} textAnchor="end">
            {name}
          </text>
          {columns.map((column, at) => (
            <Cell key={column} x={left + at * cell} y={top + row * cell} value={values[row]?.[at] ?? null} largest={largest} />
          ))}
        </g>
      ))}
      <text className="mn-chart__axis" x={left} y={legend + 13}>
        {words.less}
      </text>
      {([1, 2, 3, 4, 5] as const).map((shade, at) => (
        <rect key={shade} className={`mn-heat mn-heat--${shade}`} x={left + 46 + at * 20} y={legend} width={18} height={16} rx={2} />
      ))}
      <text className="mn-chart__axis" x={left + 152} y={legend + 13}>
        {words.more}
      </text>
      <Cell x={left + 230} y={legend - 3} value={null} largest={1} />
      <text className="mn-chart__axis" x={left + 260} y={legend + 13}>
        {words.withheld}
      </text>
    </svg>
  )
}

function Cell({
  x,
  y,
  value,
  largest,
}: {
  readonly x: number
  readonly y: number
  readonly value: number | null
  readonly largest: number
}): ReactNode {
  const box = { x, y, width: cell - gap, height: cell - gap, rx: 2 }
  if (value === null)
    return (
      <g>
        <rect className="mn-heat mn-heat--withheld" {...box} />
        <line className="mn-heat__stroke" x1={x + 6} y1={y + cell - gap - 6} x2={x + cell - gap - 6} y2={y + 6} />
      </g>
    )
  return <rect className={`mn-heat mn-heat--${shadeOf(value, largest)}`} {...box} />
}
