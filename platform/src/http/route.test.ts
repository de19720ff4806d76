import assert from 'node:assert/strict'
import { test } from 'node:test'
import Type from 'typebox'
import { refusal } from '../refusals.ts'
import { reply, route, type Route } from './route.ts'

const descriptor = {
  method: 'POST',
  path: '/api/echo/:id',
  summary: 'Echo',
  tag: 'test',
  access: 'public',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ times: Type.Integer() }),
  body: Type.Object({ word: Type.Enum(['a', 'b']) }),
  response: Type.Object({ words: Type.Array(Type.String()) }),
  errors: ['test.no'],
} as const

test('a handler has the types that its descriptor states', () => {
  const bound: Route = route(descriptor, ({ params, query, body, upload }) => {
    const id: string = params.id
    const times: number = query.times
    const word: 'a' | 'b' = body.word
    const none: undefined = upload
    // @ts-expect-error no such parameter is declared
    assert.equal(params.nothing, none)
    const words: readonly string[] = Array.from({ length: times }, () => id + word)
    return times < 0 ? refusal('test.no', 'No.') : times === 0 ? reply({ text: 'none' }) : { words }
  })
  // @ts-expect-error the answer does not have the shape of the response
  route(descriptor, () => ({ words: 1 }))
  route({ method: 'DELETE', path: '/api/echo', summary: 'Forget', tag: 'test', access: 'public', errors: [] }, () => undefined)
  assert.equal(bound.descriptor.path, '/api/echo/:id')
})
