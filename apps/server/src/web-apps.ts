import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the installation. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The folder of a built web app. */
export const appFolder = (app: 'town' | 'console'): string => join(root, 'apps', app, 'dist')

/** Builds the web apps where their sources changed, in a process of its own; `say` hears a line for each that was built. */
export async function buildApps(say: (text: string) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'tools/build.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line !== '') say(line)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.on('error', reject)
  child.on('close', (code) => {
    if (code === 0) resolve()
    else reject(new Error(`The web apps could not be built.\n${errors}`))
  })
  await promise
}
