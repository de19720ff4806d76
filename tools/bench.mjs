import { handOver, packages } from './runtime.mjs'
packages()
handOver('tools/bench/main.ts', process.argv.slice(2))
