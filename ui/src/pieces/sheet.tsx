import { type PointerEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { piecesI18n } from '../i18n/pieces.ts'
import { nextRest, restAt, type SheetRest, sheetHeights } from './sheet-rests.ts'

interface SheetProps {
  /** Spoken name of the region. */
  readonly label: string
  readonly rest: SheetRest
  readonly onRest: (rest: SheetRest) => void
  readonly children: ReactNode
  /** How much of the page's bottom something else covers (a tab bar), in pixels. */
  readonly lift_px?: number
}

const viewportHeight = (): number => visualViewport?.height ?? innerHeight

/** The bottom sheet: a region over the map with three heights. Dragged by its grip, or stepped by pressing the grip. */
export function BottomSheet({ label, rest, onRest, children, lift_px = 0 }: SheetProps): ReactNode {
  const { plain } = piecesI18n.useSpeaker()
  const [dragged, setDragged] = useState<number>()
  const [screen, setScreen] = useState(viewportHeight)
  const start = useRef<{ readonly y: number; readonly height: number; moved: boolean }>(undefined)
  useEffect(() => {
    const update = (): void => setScreen(innerHeight)
    addEventListener('resize', update)
    return () => removeEventListener('resize', update)
  }, [])
  const height = dragged ?? sheetHeights(screen, lift_px)[rest]
  const begin = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { y: event.clientY, height, moved: false }
  }
  const move = (event: PointerEvent): void => {
    if (start.current === undefined) return
    const delta = start.current.y - event.clientY
    if (Math.abs(delta) > 6) start.current.moved = true
    if (start.current.moved) setDragged(Math.max(lift_px + 60, Math.min(screen, start.current.height + delta)))
  }
  const end = useCallback((): void => {
    const moved = start.current?.moved === true
    if (moved && dragged !== undefined && start.current !== undefined)
      onRest(restAt(dragged, start.current.height, sheetHeights(screen, lift_px)))
    setDragged(undefined)
    setTimeout(() => {
      start.current = undefined
    })
  }, [dragged, lift_px, onRest, screen])
  return (
    <section
      className="mn-sheet"
      aria-label={label}
      data-rest={rest}
      data-dragging={dragged === undefined ? undefined : ''}
      style={{ ['--sheet-height' as string]: `${height}px`, ['--sheet-lift' as string]: `${lift_px}px` }}
    >
      <button
        type="button"
        className="mn-sheet__grip"
        aria-expanded={rest !== 'peek'}
        aria-label={plain(rest === 'full' ? 'sheetSmaller' : 'sheetLarger')}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
        onClick={() => {
          if (start.current?.moved !== true) onRest(nextRest(rest))
        }}
      >
        <span className="mn-sheet__bar" />
      </button>
      <div className="mn-sheet__body">{children}</div>
    </section>
  )
}
