export * from './bars.tsx'
export * from './chart-frame.tsx'
export * from './heat-table.tsx'
export * from './scale.ts'
