/** NGSI-LD, pure: model, input, representations, queries. No I/O, no clock; a request's text in, values out. */
export * from './model.ts'
export { isProblem, type Problem, type ProblemType } from './problem.ts'
export * from './query.ts'
export { inputLimits, parseAttribute, parseEntity, parseFragment, type Fragment, type InputOptions } from './input.ts'
export { expandedName, instant, isName, isScope, isUri, storedName } from './names.ts'
export { checkEntity } from './check.ts'
export { canonicalJson, sameJson } from './canonical.ts'
