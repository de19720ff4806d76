import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The path of a Chromium or Chrome on this machine (`CHROMIUM_PATH` first), or undefined. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  return [...(named === undefined ? [] : [named]), ...places].find((path) => existsSync(path))
}

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Finds Chromium, or installs Debian's package where that may be done; else says exactly what to install. */
export function ensureChromium(say: (text: string) => void): string | undefined {
  const found = findChromium()
  if (found !== undefined || !canInstall()) return found
  say('Installing Debian’s chromium and Japanese fonts for the browser tests …')
  return aptInstall(['chromium', 'fonts-noto-cjk']) ? findChromium() : undefined
}

/** Installs Debian packages without questions; false when it did not work. */
export function aptInstall(packages: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore', env })
  const done = spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
  return done.status === 0
}
