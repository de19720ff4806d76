import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curlOf, missingOf, operationsOf, requestOf } from './operations.ts'

const document = {
  paths: {
    '/ngsi-ld/v1/entities/{id}/attrs': {
      patch: {
        tags: ['ngsi-ld'],
        summary: 'Update Attributes',
        'x-permission': 'context.write',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: { content: { 'application/json': {}, 'application/ld+json': {} } },
        responses: { 204: { description: 'Done.' } },
      },
    },
    '/api/context/live': { get: { tags: ['context'], responses: { 200: { content: { 'text/event-stream': {} } } } } },
    '/tiles/{type}/{z}/{x}/{y}.mvt': {
      get: { tags: ['context'], responses: { 200: { content: { 'application/vnd.mapbox-vector-tile': {} } } } },
    },
    '/api/guide/places': { get: { tags: ['guide'], responses: {} } },
    '/api/context/runs': {
      get: {
        tags: ['context'],
        summary: 'Runs',
        parameters: [{ name: 'state', in: 'query', required: false, schema: { enum: ['a', 'b'], description: 'Which' } }],
        responses: { 200: { content: { 'application/json': {} } } },
      },
    },
  },
}

test('operations of the city OS are read from the document; streams, tiles and other rooms are not there', () => {
  const all = operationsOf(document)
  assert.deepEqual(
    all.map(({ key, permission, bodies, parameters }) => [
      key,
      permission,
      bodies.length,
      parameters.map(({ name, choices }) => [name, choices]),
    ]),
    [
      ['PATCH /ngsi-ld/v1/entities/{id}/attrs', 'context.write', 2, [['id', undefined]]],
      ['GET /api/context/runs', undefined, 0, [['state', ['a', 'b']]]],
    ],
  )
  assert.deepEqual([operationsOf(undefined), operationsOf({ paths: [] })], [[], []])
})

test('a filled form becomes a request, and the same request for a shell', () => {
  const [patch, runs] = operationsOf(document)
  assert.ok(patch !== undefined && runs !== undefined)
  const filled = {
    values: { id: 'urn:a:b/c' },
    query: '?type=T&options=x',
    accept: '',
    contentType: 'application/json',
    body: `{"it's":1}`,
  }
  const request = requestOf(patch, filled)
  assert.deepEqual(request, {
    method: 'PATCH',
    target: '/ngsi-ld/v1/entities/urn%3Aa%3Ab%2Fc/attrs?type=T&options=x',
    headers: { 'Content-Type': 'application/json' },
    body: `{"it's":1}`,
  })
  assert.equal(
    curlOf(request, 'https://town.example', 'KEY'),
    String.raw`curl -X PATCH 'https://town.example/ngsi-ld/v1/entities/urn%3Aa%3Ab%2Fc/attrs?type=T&options=x' \
  -H 'Content-Type: application/json' \
  -H 'X-API-Key: KEY' \
  --data-raw '{"it'\''s":1}'`,
  )
  assert.deepEqual([missingOf(patch, { values: { id: ' ' } }), missingOf(runs, { values: {} })], [['id'], []])
  assert.equal(requestOf(runs, { ...filled, values: { state: 'a' }, query: '' }).target, '/api/context/runs?state=a')
})
