import { type IconName, iconPaths, isIconName } from '../icons/paths.ts'
import { type MapPalette } from './palette.ts'

/** A mark ready for the map: pixels at `ratio` per CSS pixel. */
export interface Mark {
  readonly image: ImageData
  readonly ratio: number
}

const canvasOf = (width: number, height: number, ratio: number): CanvasRenderingContext2D | undefined => {
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  pen?.scale(ratio, ratio)
  return pen ?? undefined
}

const drawIcon = (
  pen: CanvasRenderingContext2D,
  icon: IconName,
  box: { readonly x: number; readonly y: number; readonly size: number },
  ink: string,
): void => {
  pen.save()
  pen.translate(box.x, box.y)
  pen.scale(box.size / 24, box.size / 24)
  pen.fillStyle = ink
  pen.fill(new Path2D(iconPaths[icon]), 'evenodd')
  pen.restore()
}

/** A round mark with a paper edge, 28 px. */
function roundMark(pen: CanvasRenderingContext2D, p: MapPalette, ground: string, icon: IconName): void {
  pen.beginPath()
  pen.arc(14, 14, 13, 0, Math.PI * 2)
  pen.fillStyle = p.markEdge
  pen.fill()
  pen.beginPath()
  pen.arc(14, 14, 11.5, 0, Math.PI * 2)
  pen.fillStyle = ground
  pen.fill()
  drawIcon(pen, icon, { x: 6.5, y: 6.5, size: 15 }, p.markInk)
}

/** The chosen place: a large drop with its point on the spot, 44 × 54 px. */
function dropMark(pen: CanvasRenderingContext2D, p: MapPalette, icon: IconName): void {
  const drop = new Path2D('M22 2a19 19 0 0 1 19 19c0 12-12 19-19 31C15 40 3 33 3 21A19 19 0 0 1 22 2Z')
  pen.fillStyle = p.selected
  pen.fill(drop)
  pen.lineWidth = 2.5
  pen.strokeStyle = p.markEdge
  pen.stroke(drop)
  drawIcon(pen, icon, { x: 10, y: 9, size: 24 }, p.selectedInk)
}

/**
 * Draws the mark an image name asks for: `mark:<group>:<icon>` or `chosen:<group>:<icon>`.
 * @param ratio CSS pixels to image pixels, 1 or 2. Undefined for a name that is not a mark.
 */
export function drawMark(name: string, palette: MapPalette, ratio: 1 | 2): Mark | undefined {
  const [state, group = 'other', wanted = 'pin'] = name.split(':')
  if (state !== 'mark' && state !== 'chosen') return undefined
  const icon = isIconName(wanted) ? wanted : 'pin'
  const [width, height] = state === 'mark' ? [28, 28] : [44, 54]
  const pen = canvasOf(width, height, ratio)
  if (pen === undefined) return undefined
  if (state === 'mark') roundMark(pen, palette, palette.marks[group] ?? palette.marks['other'] ?? palette.ink, icon)
  else dropMark(pen, palette, icon)
  return { image: pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height), ratio }
}
