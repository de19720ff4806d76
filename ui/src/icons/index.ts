/** Names and shapes of our symbols, without React: for rules and tests too. */
export * from './paths.ts'
export * from './category-icon.ts'
