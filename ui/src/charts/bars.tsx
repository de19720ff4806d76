import './charts.css'
import type { ReactNode } from 'react'
import { axisSteps } from './scale.ts'

export interface Bar {
  readonly key: string
  readonly label: string
  /** Null: withheld. */ readonly value: number | null
  /** What stands at the end of the bar: `120`, `5以上`, `非公開`. */ readonly said: string
}

const [width, row, labels, ends] = [640, 34, 190, 70] as const

/** Lying bars with their words at both ends; a withheld one is a dashed outline, never a zero. */
export function Bars({ bars, unit, label }: { readonly bars: readonly Bar[]; readonly unit: string; readonly label: string }): ReactNode {
  const steps = axisSteps(Math.max(0, ...bars.map(({ value }) => value ?? 0)))
  const room = width - labels - ends
  const x = (value: number): number => labels + (value / (steps.at(-1) ?? 1)) * room
  const height = bars.length * row + 28
  return (
    <svg className="mn-chart__svg" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {steps.map((step) => (
        <g key={step}>
          <line className="mn-chart__grid" x1={x(step)} x2={x(step)} y1={0} y2={bars.length * row} />
          <text className="mn-chart__axis" x={x(step)} y={height - 8} textAnchor="middle">
            {step.toLocaleString('en')}
            {step === steps.at(-1) ? ` ${unit}` : ''}
          </text>
        </g>
      ))}
      {bars.map((bar, at) => {
        const y = at * row + 7
        return (
          <g key={bar.key}>
            <text className="mn-chart__label" x={labels - 10} y={y + 15} textAnchor="end">
              {bar.label}
            </text>
            {bar.value === null ? (
              <rect className="mn-chart__withheld" x={labels} y={y} width={22} height={20} rx={3} />
            ) : (
              <rect className="mn-chart__bar" x={labels} y={y} width={Math.max(2, x(bar.value) - labels)} height={20} rx={3} />
            )}
            <text className="mn-chart__said" x={(bar.value === null ? labels + 22 : x(bar.value)) + 8} y={y + 15}>
              {bar.said}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
