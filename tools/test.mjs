import { handOver, packages } from './runtime.mjs'
packages()
handOver('tools/test.ts', process.argv.slice(2))
