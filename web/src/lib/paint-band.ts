import { colour } from './colour.ts'
import type { Phase } from './types.ts'

/** A box on a canvas, in its pixels. */
export type Box = Readonly<{ left: number; top: number; width: number; height: number }>

/**
 * Shades a phase's stretch. Recovering is hatched and active has a bar along the top, so that the phases can be told
 * apart without colour.
 *
 * @example
 * paintBand(context, 'active', { left: 0, top: 0, width: 40, height: 200 })
 */
export function paintBand(context: CanvasRenderingContext2D, phase: Phase, box: Box): void {
  const { left, top, width, height } = box
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  context.fillStyle = colour(phase, phase === 'active' ? 0.16 : 0.1)
  context.fillRect(left, top, width, height)
  if (phase === 'active') {
    context.fillStyle = colour(phase, 0.9)
    context.fillRect(left, top, width, Math.max(3, height * 0.012))
  }
  if (phase === 'recovering') hatch(context, box)
  context.restore()
}

function hatch(context: CanvasRenderingContext2D, { left, top, width, height }: Box): void {
  context.strokeStyle = colour('recovering', 0.35)
  context.lineWidth = 1
  context.beginPath()
  const step = 9
  const first = Math.floor(left / step) * step - height
  for (let x = first; x < left + width; x += step) {
    context.moveTo(x, top + height)
    context.lineTo(x + height, top)
  }
  context.stroke()
}
