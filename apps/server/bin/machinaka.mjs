#!/usr/bin/env node
import { handOver } from '../../../tools/runtime.mjs'
handOver('apps/server/src/main.ts', process.argv.slice(2), { cwd: process.cwd() })
