/** What both the server and the screens decide alike. Small: evaluating opening hours and search stay on the server. */
export * from './categories.ts'
export { foldText, soundOf, toHiragana } from './kana.ts'
export { searchQueries, type NamedPlace, type SearchQuery } from './search-queries.ts'
