import './charts.css'
import { type ReactNode, useId, useState } from 'react'

interface FrameProps {
  /** The finding, as a sentence: what the reader shall see. */
  readonly title: ReactNode
  readonly children: ReactNode
  /** The same numbers as a table, one press away. */
  readonly table: ReactNode
  /** What the button says that shows, and hides, the table. */
  readonly words: { readonly show: string; readonly hide: string }
  /** Where the numbers come from, and of when. */
  readonly source: ReactNode
}

/** What every chart has around it: the finding above, the table one press away, source and date below. */
export function ChartFrame({ title, children, table, words, source }: FrameProps): ReactNode {
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <figure className="mn-chart" aria-labelledby={id}>
      <figcaption id={id} className="mn-chart__title">
        {title}
      </figcaption>
      {children}
      <div className="mn-chart__foot">
        <span className="mn-small mn-muted">{source}</span>
        <button type="button" className="mn-button mn-button--text mn-button--compact" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? words.hide : words.show}
        </button>
      </div>
      {open && table}
    </figure>
  )
}
