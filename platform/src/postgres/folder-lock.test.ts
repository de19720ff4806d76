import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { FolderHeld, findHolder, holdFolder } from './folder-lock.ts'

const root = mkdtempSync(join(tmpdir(), 'machinaka-lock-'))
after(() => rmSync(root, { recursive: true }))
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'data-'))
})

/** A real second process that takes the lock, says so (or who has it), and keeps it until it is killed. */
async function other(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const program = `
    const { holdFolder } = await import(${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)})
    try { await holdFolder(${JSON.stringify(folder)}, { url: 'http://127.0.0.1:8080' }); console.log('held') } catch (error) { console.log(error.message) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, said: said.toString().trim() }
}
const end = async ({ child }: { readonly child: ChildProcess }): Promise<void> => {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('a second process is told who has the folder, and where it serves', async () => {
  const first = await other()
  assert.equal(first.said, 'held')
  await assert.rejects(
    holdFolder(folder, {}),
    (error) =>
      error instanceof FolderHeld &&
      error.holder.pid === first.child.pid &&
      error.message ===
        `The database in ${folder} is in use by process ${first.child.pid}, serving http://127.0.0.1:8080. Stop that process first, or work through it.`,
  )
  assert.equal((await findHolder(folder))?.url, 'http://127.0.0.1:8080')
  await end(first)
})

test('the same process does not get the folder twice', async () => {
  const lock = await holdFolder(folder, {})
  await assert.rejects(holdFolder(folder, {}), FolderHeld)
  await lock.release()
  await (await holdFolder(folder, {})).release()
})

test('the lock of a killed process is taken over', async () => {
  await end(await other())
  assert.equal(await findHolder(folder), undefined)
  const lock = await holdFolder(folder, {})
  const second = await other()
  assert.match(second.said, new RegExp(`in use by process ${process.pid}\\.`))
  await end(second)
  await lock.release()
})

test('of many that find a stale lock at once, one gets it', async () => {
  await end(await other())
  const others = await Promise.all([1, 2, 3, 4].map(other))
  assert.equal(others.filter(({ said }) => said === 'held').length, 1, others.map(({ said }) => said).join('\n'))
  await Promise.all(others.map(end))
})

const rewrite = (change: (holder: Record<string, unknown>) => object): void => {
  const path = join(folder, 'held-by.json')
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)))
}

test('a pid that was given to another process since is not the holder', async () => {
  await holdFolder(folder, {})
  rewrite((holder) => ({ ...holder, pid: process.ppid, started: 'long ago' }))
  await (await holdFolder(folder, {})).release()
})

test('a holder in another container counts as long as its heartbeat is young', async () => {
  await holdFolder(folder, {})
  rewrite((holder) => ({ ...holder, pid: 1, place: 'elsewhere pid:[1]' }))
  await assert.rejects(holdFolder(folder, {}), /on another machine or in another container \(elsewhere/)
  utimesSync(join(folder, 'held-by.json'), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
  await (await holdFolder(folder, {})).release()
})

test('a lock that does not read, and the rests of a death on the way, are no obstacle', async () => {
  writeFileSync(join(folder, 'held-by.json'), '{"pid":')
  writeFileSync(join(folder, 'held-by.json.unreadable.stale'), '')
  utimesSync(join(folder, 'held-by.json.unreadable.stale'), new Date(0), new Date(0))
  await (await holdFolder(folder, {})).release()
  assert.deepEqual(readdirSync(folder), [])
})
