/**
 * The terms of the NGSI-LD core @contexts 1.3 to 1.9 (ETSI GS CIM 009, Annex B of each edition), as facts: which term
 * stands for which IRI, how its values are read, and in which editions it exists.
 */

/** A group of terms: since and until which edition, how values are coerced, and the terms, `term` or `term=IRI`. */
export type TermGroup = readonly [since: string, until: string, coercion: string, terms: string]

/** Without `=` a term stands for `ngsi-ld:term`; `term=` for the name itself, relative to the default vocabulary. */
export const termGroups: readonly TermGroup[] = [
  ['1.3', '1.5', '@id @list', `objects=ngsi-ld:hasObjects`],
  [
    '1.3',
    '1.9',
    '',
    `
    Attribute AttributeList ContextSourceNotification ContextSourceRegistration Date DateTime EntityType
    EntityTypeInfo EntityTypeList Feature=geojson:Feature FeatureCollection=geojson:FeatureCollection GeoProperty
    GeometryCollection=geojson:GeometryCollection LineString=geojson:LineString
    MultiLineString=geojson:MultiLineString MultiPoint=geojson:MultiPoint MultiPolygon=geojson:MultiPolygon
    Notification Point=geojson:Point Polygon=geojson:Polygon Property Relationship Subscription TemporalProperty Time
    accept csf data description=http://purl.org/dc/terms/description detail endpoint entities entityCount error errors
    format geoQ geometry=geojson:geometry geoproperty georel idPattern information isActive location
    managementInterval notification observationInterval observationSpace operationSpace properties=geojson:properties
    q reason registrationName status subscriptionName temporalQ throttling timeInterval timeproperty timerel timesSent
    title=http://purl.org/dc/terms/title triggerReason unchanged unitCode updated uri value=ngsi-ld:hasValue
  `,
  ],
  ['1.3', '1.9', '@id', `datasetId entityId instanceId object=ngsi-ld:hasObject subscriptionId success`],
  ['1.3', '1.9', '@list', `bbox=geojson:bbox coordinates=geojson:coordinates values=ngsi-ld:hasValues`],
  ['1.3', '1.9', '@set', `features=geojson:features`],
  [
    '1.3',
    '1.9',
    '@vocab',
    `
    attributeList attributeName attributeNames attributeTypes attributes propertyNames relationshipNames typeList
    typeName typeNames watchedAttributes
  `,
  ],
  [
    '1.3',
    '1.9',
    'DateTime',
    `
    createdAt endAt endTimeAt expiresAt lastFailure lastNotification lastSuccess modifiedAt notifiedAt observedAt
    startAt timeAt
  `,
  ],
  ['1.4', '1.9', '@list', `avg distinctCount max min stddev sum sumsq totalCount`],
  ['1.5', '1.9', '', `LanguageProperty attrs lang scope scopeQ`],
  ['1.5', '1.9', '@id', `tenant`],
  ['1.5', '1.9', '@language', `languageMap=ngsi-ld:hasLanguageMap`],
  [
    '1.6',
    '1.9',
    '',
    `
    cacheDuration contextSourceInfo cooldown key=ngsi-ld:hasKey localOnly management mode notUpdated
    notificationTrigger notifierInfo operations previousValue=ngsi-ld:hasPreviousValue receiverInfo refreshRate
    registrationId showChanges sysAttrs timeout timesFailed
  `,
  ],
  ['1.6', '1.9', '@id', `previousObject=ngsi-ld:hasPreviousObject`],
  ['1.6', '1.9', '@language', `previousLanguageMap=ngsi-ld:hasPreviousLanguageMap`],
  ['1.6', '1.9', '@list', `languageMaps=ngsi-ld:hasLanguageMaps objects=ngsi-ld:hasObjects`],
  ['1.6', '1.9', 'DateTime', `deletedAt`],
  ['1.7', '1.7', '', `VocabularyProperty`],
  ['1.7', '1.9', '@index', `dataset=ngsi-ld:hasDataset`],
  ['1.7', '1.9', '@list', `vocabs=ngsi-ld:hasVocabs`],
  ['1.7', '1.9', '@vocab', `previousVocab=ngsi-ld:hasPreviousVocab vocab=ngsi-ld:hasVocab`],
  ['1.8', '1.8', '', `entityMap=ngsi-ld:hasEntityMap geometryProperty`],
  ['1.8', '1.8', '@list', `objectsLists=ngsi-ld:hasObjectsLists`],
  [
    '1.8',
    '1.9',
    '',
    `
    ContextSourceIdentity JsonProperty ListProperty ListRelationship VocabProperty containedBy=ngsi-ld:isContainedBy
    expandValues jsonKeys omit pick contextSourceAlias contextSourceUptime entity join joinLevel=ngsi-ld:hasJoinLevel linkedMaps
  `,
  ],
  ['1.8', '1.9', '@json', `contextSourceExtras json=ngsi-ld:hasJSON previousJson=ngsi-ld:hasPreviousJson`],
  [
    '1.8',
    '1.9',
    '@list',
    `
    entityList jsons objectList=ngsi-ld:hasObjectList previousObjectList=ngsi-ld:hasPreviousObjectList
    previousValueList=ngsi-ld:hasPreviousValueList valueList=ngsi-ld:hasValueList valueLists=ngsi-ld:hasValueLists
  `,
  ],
  ['1.8', '1.9', '@vocab', `objectType=ngsi-ld:hasObjectType`],
  ['1.8', '1.9', 'DateTime', `contextSourceTimeAt`],
  [
    '1.9',
    '1.9',
    '',
    `
    EntityMap ExecutionResultDetails Snapshot SnapshotNotification aggrMethods aggrParams aggrPeriodDuration collation
    entityMapLifetime=ngsi-ld:hasEntityMapLifetime jsonldContext
    langString=http://www.w3.org/1999/02/22-rdf-syntax-ns#langString lastN ngsildConformance ordering
    resultStatus snapshotId snapshotLifetime snapshotPriority snapshotStatus splitEntities=ngsi-ld:hasSplitEntities
  `,
  ],
  ['1.9', '1.9', '@index', `entityMap=ngsi-ld:hasEntityMap`],
  ['1.9', '1.9', '@json', `problemDetails`],
  [
    '1.9',
    '1.9',
    '@list',
    `
    objectLists=ngsi-ld:hasObjectLists orderBy snapshotQueries snapshotQueriesDetails snapshotTemporalQueries
    snapshotTemporalQueriesDetails
  `,
  ],
  ['1.9', '1.9', '@vocab', `valueType=ngsi-ld:hasValueType`],
  ['1.9', '1.9', 'DateTime', `lastUsedAt`],
  ['1.3', '1.8', '', `attributeCount= attributeDetails=`],
  ['1.9', '1.9', '', `attributeCount attributeDetails`],
]
