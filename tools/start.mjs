import { handOver, packages } from './runtime.mjs'
packages()
handOver('apps/server/src/main.ts', ['start', ...process.argv.slice(2)])
