export * from './city.ts'
export * from './roles.ts'
