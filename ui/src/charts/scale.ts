/** Steps for an axis that begins at zero: round numbers, at most `most` of them, the last at or above the largest value. */
export function axisSteps(largest: number, most = 4): readonly number[] {
  if (!(largest > 0)) return [0, 1]
  const rough = largest / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power)
  const count = Math.ceil(largest / step)
  return Array.from({ length: count + 1 }, (_, at) => at * step)
}

/** Which of five shades a value has, 1 (least) to 5; 0 is none at all. The same steps of value have the same steps of shade. */
export function shadeOf(value: number, largest: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (value <= 0 || largest <= 0) return 0
  const shade = Math.ceil((Math.min(value, largest) / largest) * 5)
  return shade <= 1 ? 1 : shade === 2 ? 2 : shade === 3 ? 3 : shade === 4 ? 4 : 5
}

/** Steps for an axis of values that need not begin at zero: round numbers, at most `most` between, the ends around all values. */
export function valueSteps(least: number, largest: number, most = 4): readonly number[] {
  const spread = largest - least
  const rough = (spread > 0 ? spread : Math.max(1, Math.abs(largest) / 10)) / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power
  const [first, last] = [Math.floor(least / step), Math.ceil(largest / step)]
  const end = last === first ? first + 1 : last
  return Array.from({ length: end - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}
