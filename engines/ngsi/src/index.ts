/** NGSI-LD, pure: model, input, representations, queries. No I/O, no clock; a request's text in, values out. */
export * from './model.ts'
export { isProblem, type Problem, type ProblemType } from './problem.ts'
export * from './query.ts'
