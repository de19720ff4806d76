import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

const logged = (write: (log: ReturnType<typeof createLog>) => void, level = 'info'): Record<string, unknown>[] => {
  const lines: string[] = []
  write(createLog({ level, to: { write: (line: string) => void lines.push(line) } }))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('a line says when, how important, and what', () => {
  const [line] = logged((log) => log.child({ room: 'guide' }).info({ places: 3 }, 'read the index'))
  assert.match(String(line?.['time']), /^\d{4}-\d\d-\d\dT/)
  assert.deepEqual({ ...line, time: '' }, { level: 'info', time: '', room: 'guide', places: 3, msg: 'read the index' })
})

test('secrets and people are not written, also not deeper down', () => {
  const [line] = logged((log) =>
    log.info(
      { email: 'taro@example.jp', request: { headers: { authorization: 'Bearer x', 'set-cookie': 's=1' } }, account: { name: 'Taro' } },
      'x',
    ),
  )
  assert.doesNotMatch(JSON.stringify(line), /taro|Bearer|s=1|Taro/)
})

test('an address loses its query and credentials', () => {
  const [line] = logged((log) => log.info({ url: 'https://user:pass@example.jp/places?q=病院#near' }, 'x'))
  assert.equal(line?.['url'], 'https://example.jp/places')
})

test('an error of the database does not bring the row along', () => {
  const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(taro@example.jp) already exists.' })
  const [line] = logged((log) => log.error({ error }, 'x'))
  assert.doesNotMatch(JSON.stringify(line), /taro/)
  assert.match(JSON.stringify(line), /"sqlState":"23505"/)
})

test('below the level nothing is written', () =>
  assert.deepEqual(
    logged((log) => log.info({}, 'x'), 'warn'),
    [],
  ))
