// Runs on any Node from 20 on, without a package installed: it brings the packages and the right Node, then hands over.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wanted = { major: 24, minor: 12 }

const started = Date.now()
const seconds = () => `${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s`

/** With `--json` standard output belongs to the one object that is asked for. */
const told = process.argv.includes('--json') ? process.stderr : process.stdout

/** One line of progress, with the seconds since the command was typed. */
export const say = (text) => told.write(`${seconds()}  ${text}\n`)

const fits = (version) => {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  return major > wanted.major || (major === wanted.major && minor >= wanted.minor)
}

/** Installs the packages when there are none, or when the lock file says others than those installed. */
export function packages() {
  const lock = join(root, 'package-lock.json')
  const stamp = join(root, 'node_modules', '.machinaka-lock')
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  say('Installing the packages (once; the only step that needs the network) …')
  const npm = process.env.npm_execpath
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const done = spawnSync(command, [...args, 'ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', told, 'inherit'],
  })
  if (done.status !== 0) {
    process.stderr.write(
      'The packages could not be installed. Check that the npm registry can be reached, then run the same command again.\n',
    )
    process.exit(1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
  say('Packages installed')
}

/** The path of a Node that runs the sources as they are: this one, or the one among the packages. */
export function nodePath() {
  if (fits(process.version)) return process.execPath
  const bundled = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(bundled)) return bundled
  process.stderr.write(
    `Machinaka needs Node ${wanted.major}.${wanted.minor} or newer; this is ${process.version}, and there is no packaged Node for ${process.platform}-${process.arch}.\nInstall Node ${wanted.major} from nodejs.org or your package manager, then run the same command again.\n`,
  )
  process.exit(1)
}

/** Node keeps what it compiled, also the types it took away: a later start loads the sources in a third of the time, and in 25 MB less. */
const compiled = join(root, 'node_modules', '.cache', 'node')

/** Room for young objects, in MB. V8 would let it grow to three times 32: reading a large file then takes 100 MB more, and no less time worth naming. */
const youngRoom = '--max-semi-space-size=8'

/** Runs one of our TypeScript programs under the right Node, with our own messages only; ends as it ends. */
export function handOver(program, args, extra = {}) {
  const node = nodePath()
  const path = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`
  const child = spawn(node, [youngRoom, '--disable-warning=ExperimentalWarning', join(root, program), ...args], {
    cwd: extra.cwd ?? root,
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: path, MACHINAKA_STARTED: String(started) },
  })
  // The terminal sends Ctrl-C to the whole group: the child ends cleanly, this process waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}
