import type { Mapping, MappingTarget } from '../data/queries.ts'

export type PreviewProblem = 'previewNoName' | 'previewNoPosition' | 'previewOutside'
export interface PreviewRow {
  readonly row: number
  readonly name?: string
  readonly category?: string
  readonly position?: string
  readonly address?: string
  readonly problem?: PreviewProblem
}

const numberOf = (text: string | undefined): number | undefined => {
  const value = Number((text ?? '').normalize('NFKC').trim())
  return text === undefined || text.trim() === '' || !Number.isFinite(value) ? undefined : value
}

/** The first rows as this mapping reads them, at once and without asking the server; the import itself says more. */
export function previewRows(rows: readonly Readonly<Record<string, string>>[], mapping: Mapping): readonly PreviewRow[] {
  const columnOf = new Map<MappingTarget, string>(Object.entries(mapping.columns).map(([column, target]) => [target, column]))
  const read = (row: Readonly<Record<string, string>>, target: MappingTarget): string | undefined => {
    const text = row[columnOf.get(target) ?? '']?.trim()
    return text === '' ? undefined : text
  }
  return rows.slice(0, 5).map((row, at) => {
    const [name, address, lon, lat] = [read(row, 'name'), read(row, 'address'), numberOf(read(row, 'lon')), numberOf(read(row, 'lat'))]
    const category = read(row, 'category') ?? mapping.defaultCategory
    const placed = lon !== undefined && lat !== undefined
    const problem: PreviewProblem | undefined =
      name === undefined
        ? 'previewNoName'
        : placed && (Math.abs(lat) > 90 || Math.abs(lon) > 180)
          ? 'previewOutside'
          : !placed
            ? 'previewNoPosition'
            : undefined
    return {
      row: at + 1,
      ...(name !== undefined && { name }),
      ...(category !== undefined && { category }),
      ...(placed && { position: `${lat.toFixed(5)}, ${lon.toFixed(5)}` }),
      ...(address !== undefined && { address }),
      ...(problem && { problem }),
    }
  })
}
