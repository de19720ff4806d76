/** Builds the web apps into their `dist` folders; does nothing where the sources have not changed since. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const apps = ['town', 'console'] as const
const inputs = ['ui/src/**', 'engines/*/src/**', 'domains/*/src/{contract.ts,rules/**}', 'package-lock.json']

/** One hash over every input file: any change builds again, a checkout that only touches times does not. */
function stampOf(app: string): string {
  const hash = createHash('sha256')
  for (const file of globSync([...inputs, `apps/${app}/{src,public}/**`, `apps/${app}/*.{html,ts,json}`], { cwd: root }).toSorted()) {
    const path = join(root, file)
    if (statSync(path).isFile() && !file.endsWith('.test.ts')) hash.update(`${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

async function buildApp(app: string): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: join(root, 'apps', app),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.on('error', reject)
  child.on('close', (code) => {
    if (code === 0) resolve()
    else reject(new Error(`The ${app} app could not be built:\n${output}`))
  })
  await promise
}

/** Builds what changed; `say` hears one line per app that was really built. */
export async function buildApps(say: (text: string) => void): Promise<void> {
  await Promise.all(
    apps.map(async (app) => {
      const stampFile = join(root, 'apps', app, 'dist', '.built-from')
      const stamp = stampOf(app)
      if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
      const begun = Date.now()
      await buildApp(app)
      writeFileSync(stampFile, stamp)
      say(`Built the ${app} app in ${((Date.now() - begun) / 1000).toFixed(1)} s`)
    }),
  )
}

if (import.meta.filename === process.argv[1])
  await buildApps((text) => {
    process.stdout.write(`${text}\n`)
  })
