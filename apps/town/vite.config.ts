import { createHash } from 'node:crypto'
import react from '@vitejs/plugin-react'
import { build, defineConfig, type Plugin } from 'vite'

/** A script of one file with a fixed name: the page's first script and the service worker may import nothing. */
async function single(entry: string, define: Readonly<Record<string, string>>): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    define,
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['iife'], name: 'machinaka' },
      rollupOptions: { output: { extend: true } },
    },
  })
  const output = Array.isArray(made) ? made[0]?.output : 'output' in made ? made.output : undefined
  const chunk = output?.find((file) => file.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error(`${entry} gave no script`)
  return chunk.code
}

/** Fonts are many and are kept when used; all else is what the app needs without a network. */
const precached = (name: string): boolean => /^assets\/.*\.(js|mjs|css)$/.test(name) && !name.includes('fonts')

const languageFiles = { ja: 'ja', 'ja-easy': 'ja-easy', en: 'en', 'zh-Hans': 'zh-hans', ko: 'ko' }

/** The chunks with each language's words (the app's and the pieces'), by built name. */
function wordsOf(
  bundle: Readonly<Record<string, { readonly type: string; readonly fileName: string; readonly facadeModuleId?: string | null }>>,
): Record<string, string[]> {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  return Object.fromEntries(
    Object.entries(languageFiles).map(([language, file]) => [
      language,
      chunks
        .filter(({ facadeModuleId }) => facadeModuleId?.match(/\/(messages|pieces)\/([a-z-]+)\.ts$/)?.[2] === file)
        .map(({ fileName }) => `/${fileName}`),
    ]),
  )
}

function scriptsOfOneFile(): Plugin {
  return {
    name: 'scripts-of-one-file',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = Object.keys(bundle)
          .filter(precached)
          .map((name) => `/${name}`)
          .toSorted()
        const boot = await single('src/boot.ts', { WORDS: JSON.stringify(wordsOf(bundle)) })
        // Names carry a hash of their content, so the list of names and the first script are the version.
        const version = createHash('sha256').update(files.join()).update(boot).digest('hex').slice(0, 12)
        this.emitFile({ type: 'asset', fileName: 'boot.js', source: boot })
        this.emitFile({
          type: 'asset',
          fileName: 'sw.js',
          source: await single('src/worker/service-worker.ts', { PRECACHED: JSON.stringify(files), VERSION: JSON.stringify(version) }),
        })
      },
    },
  }
}

/** The map's code is needed in any case: its download begins with the page, beside the app's own code. */
function mapComesEarly(): Plugin {
  return {
    name: 'map-comes-early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.values(bundle ?? {})
          .filter((file) => file.type === 'chunk' && file.name === 'town-map-chunk')
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: '', href: `/${file.fileName}`, fetchpriority: 'low' },
            injectTo: 'head' as const,
          })),
    },
  }
}

/** What every page needs comes as one file beside the entry, not as twenty small ones. */
const base =
  /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack)\/|\/ui\/src\/(icons|breaks\/phrase|i18n\/[^/]+\.ts|styles\/theme|pieces\/(button|class-names|fields|choices|states|toast|sheet|announce))|\/apps\/town\/src\/(data|frame|messages\/index)/

export default defineConfig({
  plugins: [react(), scriptsOfOneFile(), mapComesEarly()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: base }] } } },
  },
})
