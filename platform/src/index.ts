export type * from './contract.ts'
export * from './http/index.ts'
export * from './refusals.ts'
