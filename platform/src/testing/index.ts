/** What tests of any room need: a database of their own, a clock that stands still, ids that can be told apart. */
export { openTestPostgres, type TestPostgres } from './test-postgres.ts'
export { countingIds, fixedClock, type SettableClock } from './determinism.ts'
export { memoryObjects } from './memory-objects.ts'
