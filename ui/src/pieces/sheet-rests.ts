/** The three heights at which the bottom sheet rests. */
export type SheetRest = 'peek' | 'half' | 'full'
export type SheetHeights = Readonly<Record<SheetRest, number>>

/** Heights in pixels for a screen; `lift_px` is covered by something below. `full` leaves the search box in view. */
export const sheetHeights = (screen_px: number, lift_px: number): SheetHeights => ({
  peek: Math.min(screen_px, lift_px + 148),
  half: Math.round(screen_px * 0.52),
  full: Math.max(lift_px + 148, screen_px - 72),
})

/** Where a pressed grip goes: up step by step, then back to the smallest. */
export const nextRest = (rest: SheetRest): SheetRest => (rest === 'peek' ? 'half' : rest === 'half' ? 'full' : 'peek')

/** Where a dragged sheet comes to rest: a clear movement goes one step in its direction, a small one to the nearest. */
export function restAt(released_px: number, started_px: number, heights: SheetHeights): SheetRest {
  const order: readonly SheetRest[] = ['peek', 'half', 'full']
  const moved = released_px - started_px
  const nearest = order.reduce(
    (best, rest) => (Math.abs(heights[rest] - released_px) < Math.abs(heights[best] - released_px) ? rest : best),
    'peek' as SheetRest,
  )
  if (Math.abs(moved) < 40) return nearest
  const beyond =
    moved > 0 ? order.filter((rest) => heights[rest] > started_px + 1) : order.filter((rest) => heights[rest] < started_px - 1).toReversed()
  const first = beyond[0] ?? nearest
  return moved > 0 === heights[nearest] > heights[first] ? nearest : first
}
