import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { CityFeatures, permissions } from '../domains/people/src/contract.ts'
import { openApi } from '../platform/src/http/openapi.ts'
import { collectCodes } from '../platform/src/http/problem.ts'
import { accessOf, type RouteDescriptor } from '../platform/src/http/route.ts'
import { refusals as ofPlatform } from '../platform/src/refusals.ts'
import type { RefusalTable } from '../platform/src/contract.ts'

const root = new URL('../domains/', import.meta.url)
const doors = readdirSync(root)
  .map((name) => new URL(`${name}/src/contract.ts`, root))
  .filter((file) => existsSync(file))
const contracts = await Promise.all(doors.map(async (file) => (await import(file.href)) as Readonly<Record<string, unknown>>))
const isDescriptor = (value: unknown): value is RouteDescriptor =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'access' in value
const descriptors = contracts.flatMap((contract) => Object.values(contract).filter(isDescriptor))
const codes = collectCodes([
  ofPlatform,
  ...contracts.flatMap((contract) => ('refusals' in contract ? [contract['refusals'] as RefusalTable] : [])),
])

test('every route names permissions and refusals that exist, and its path’s parameters', () => {
  assert.ok(descriptors.length > 20, 'found almost no routes: a guard that sees nothing guards nothing')
  const wrong = descriptors.flatMap((d) => {
    const declared = Object.keys((d.params as { readonly properties?: object } | undefined)?.properties ?? {})
    const named = [...d.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
    return [
      ...(accessOf(d).length === 0 ? [`${d.path}: nobody may`] : []),
      ...accessOf(d)
        .filter((permission) => !(permissions as readonly string[]).includes(permission))
        .map((permission) => `${d.path}: no permission ${permission}`),
      ...(d.feature === undefined || (d.feature in CityFeatures.properties && d.errors.includes('people.feature-off'))
        ? []
        : [`${d.path}: no switch ${d.feature}, or its refusal is not in errors`]),
      ...d.errors.filter((code) => codes[code] === undefined).map((code) => `${d.path}: no refusal ${code}`),
      ...(d.params === undefined ? [] : declared.filter((name) => !named.includes(name)).map((name) => `${d.path}: no ${name} in it`)),
      ...named.filter((name) => !declared.includes(name)).map((name) => `${d.path}: ${name} has no schema in params`),
    ]
  })
  assert.deepEqual(wrong, [])
})

test('the OpenAPI document has every operation once, and refers to nothing outside of it', () => {
  const document = openApi({ title: 'Machinaka', version: '0', description: '' }, descriptors, codes)
  const shown = descriptors.filter((d) => d.hidden !== true)
  const operations = Object.values(document['paths'] as Record<string, Record<string, { readonly operationId: string }>>).flatMap((path) =>
    Object.values(path),
  )
  assert.equal(operations.length, shown.length, 'two routes have the same method and path')
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
  const text = JSON.stringify(document)
  assert.deepEqual([...new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref))], ['#/components/schemas/Problem'])
})
