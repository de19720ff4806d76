/** NGSI-LD, pure: model, input, representations, queries. No I/O, no clock; a request's text in, values out. */
export * from './model.ts'
export { isProblem, type Problem, type ProblemType } from './problem.ts'
export * from './query.ts'
export {
  inputLimits,
  parseAttribute,
  parseAttributeFragment,
  parseEntity,
  parseEntityPatch,
  parseFragment,
  type Fragment,
  type InputOptions,
} from './input.ts'
export type { AttributeFragment, AttributePatch, EntityPatch, InstancePatch, MemberPatch } from './patch.ts'
export { coreContext, type TermContext } from './context.ts'
export { contextLimits, isMissing, parseContext, type ContextOptions, type MissingDocuments } from './context-parse.ts'
export { coreContextUrl, coreDocument, coreVersionOf, coreVersions, LATEST_CORE, type Coercion, type CoreVersion } from './core-context.ts'
export type { Command, CommandKind, InstanceChange, MergeOptions, NotUpdated, WriteOutcome } from './commands.ts'
export { applyCommand } from './write.ts'
export { timesKey, timesOf } from './times.ts'
export { mergeJson } from './merge.ts'
export { NGSI_NULL, VALUE_MEMBER } from './kinds.ts'
export { expandedName, instant, isName, isScope, isUri, storedName } from './names.ts'
export { compileGeo, compileRelation, matchesGeo, type GeoTest } from './geo-match.ts'
export { entityOrder, kindOfValue, valueKinds, type EntityOrder, type OrderTerm, type ValueKind } from './order.ts'
export { geodesic_m } from './spheroid.ts'
export { checkEntity } from './check.ts'
export { canonicalJson, sameJson } from './canonical.ts'
export { byCodePoint, compileQ, matchesQ, type FindLinked, type QTest } from './q-match.ts'
export { attributesOfQ, depthOfQ, parseQ, printQ, queryLimits, type QOptions } from './q-parse.ts'
export { parseRegex, regexLimits, type Regex } from './regex.ts'
export { matchesScopes, matchesTypes, parseGeo, parseScopeQ, parseTypes, type GeoParameters } from './selectors.ts'
export {
  presentEntity,
  presenter,
  presentFeature,
  presentFeatures,
  targetsOf,
  type FeatureOptions,
  type Format,
  type JsonObject,
  type Linked,
  type OutputOptions,
  type PresentableEntity,
} from './output.ts'
export { presentChanged, presentDeleted, type ChangeOptions } from './change-output.ts'
export { joinLimits, linksOf, presentFlat, type Link } from './join.ts'
export { chooseLanguage, parseLanguages, type Languages } from './language.ts'
export { depthOf, parseNames, parseProjection, projectionLimits, shows, type Projection } from './projection.ts'
export * from './registration.ts'
export * from './registration-model.ts'
export * from './registration-operations.ts'
export * from './registration-match.ts'
export * from './registration-scope.ts'
export { compareInstants, mergeParts, unexpired, type Part } from './registration-merge.ts'
export * from './registration-downgrade.ts'
export * from './temporal.ts'
export { parseDuration, periodsOf, printInstant, readInstant, type Duration, type Periods } from './temporal-duration.ts'
export * from './temporal-query.ts'
export * from './temporal-input.ts'
export { aggregate, type AggregateRow, type Aggregates, type Point } from './temporal-aggregate.ts'
export {
  ineligible,
  pointOf,
  presentAggregated,
  presentEvolution,
  type AggregationRange,
  type EvolutionOptions,
  type PointEvolution,
  type PointSeries,
  type TemporalFormat,
  type TemporalOutput,
} from './temporal-output.ts'
export * from './subscription.ts'
export { parseSubscription, patchSubscription, type SubscriptionOptions } from './subscription-input.ts'
export { subscriptionLimits } from './subscription-members.ts'
export { endpointLimits } from './notification-input.ts'
export { MASK, maskedUri, presentSubscription, type SubscriptionOutput, type SubscriptionStatus } from './subscription-output.ts'
export { differences, isNotified, isSelected, isTriggered, meetsConditions, type Observed } from './subscription-match.ts'
export { formatOf, linkedEntities, linkedIds, notificationForm, notifiedEntity, type NotificationForm } from './notification.ts'
export * from './v2/index.ts'
