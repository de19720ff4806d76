/** Decisions of the context domain: who outranks whom, and what a write changes. */
export * from './merge.ts'
