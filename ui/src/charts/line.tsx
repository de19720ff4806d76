import './charts.css'
import type { ReactNode } from 'react'
import { valueSteps } from './scale.ts'

export interface LinePoint {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly value: number
  /** The least and the most in the period of the point. */
  readonly low: number
  readonly high: number
}

interface LineProps {
  readonly points: readonly LinePoint[]
  /** First and last moment of the axis. */
  readonly from: number
  readonly to: number
  readonly unit: string
  readonly label: string
  readonly sayTime: (at: number) => string
}

const [width, height, left, right, top, bottom] = [640, 260, 56, 16, 26, 34] as const
const ticks = 5

/** A value over time: a line through the averages, and a band from the least to the most. */
export function Line({ points, from, to, unit, label, sayTime }: LineProps): ReactNode {
  const steps = valueSteps(Math.min(...points.map(({ low }) => low)), Math.max(...points.map(({ high }) => high)))
  const [least, most] = [steps[0] ?? 0, steps.at(-1) ?? 1]
  const x = (at: number): number => left + ((at - from) / Math.max(1, to - from)) * (width - left - right)
  const y = (value: number): number => top + (1 - (value - least) / Math.max(Number.MIN_VALUE, most - least)) * (height - top - bottom)
  const path = (list: readonly (readonly [number, number])[]): string =>
    list.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ')
  const band = [
    ...points.map(({ at, high }) => [x(at), y(high)] as const),
    ...points.toReversed().map(({ at, low }) => [x(at), y(low)] as const),
  ]
  return (
    <svg className="mn-chart__svg" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <text className="mn-chart__axis" x={left - 8} y={14} textAnchor="end">
        {unit}
      </text>
      {steps.map((step) => (
        <g key={step}>
          <line className="mn-chart__grid" x1={left} x2={width - right} y1={y(step)} y2={y(step)} />
          <text className="mn-chart__axis" x={left - 8} y={y(step) + 4} textAnchor="end">
            {step.toLocaleString('en', { maximumFractionDigits: 6 })}
          </text>
        </g>
      ))}
      {Array.from({ length: ticks }, (_, at) => from + ((to - from) * at) / (ticks - 1)).map((moment, at) => (
        <text
          key={moment}
          className="mn-chart__axis"
          x={x(moment)}
          y={height - 10}
          textAnchor={at === 0 ? 'start' : at === ticks - 1 ? 'end' : 'middle'}
        >
          {sayTime(moment)}
        </text>
      ))}
      <polygon className="mn-chart__band" points={path(band)} />
      <polyline className="mn-chart__line" points={path(points.map(({ at, value }) => [x(at), y(value)] as const))} />
      {points.length < 60 && points.map(({ at, value }) => <circle key={at} className="mn-chart__dot" cx={x(at)} cy={y(value)} r={3} />)}
    </svg>
  )
}
