import type { RowSpec } from './harness.ts'

/** What the broker promises: ids, work and goals. */
export const rows: readonly RowSpec[] = [
  {
    id: 'query-hot',
    work: '`type=Vehicle&limit=20` shapes over 100 five-attribute entities and 1,000 distinct URLs, 1 % writes mixed in, 50 connections, one broker core',
    unit: 'req/s',
    goal: '≥ 20,000 req/s',
    meets: (v) => v >= 20_000,
  },
  {
    id: 'query-cold',
    work: 'the same, nothing in memory, every request different, PostgreSQL',
    unit: 'req/s',
    goal: '≥ 3,000 req/s, and ≥ 0.5 × the bare prepared statement',
    meets: (v) => v >= 3000,
  },
  { id: 'get-hot', work: 'by id, 50 connections, one broker core', unit: 'req/s', goal: '≥ 25,000 req/s', meets: (v) => v >= 25_000 },
  { id: 'get-cold', work: 'the same, nothing in memory', unit: 'req/s', goal: '≥ 5,000 req/s', meets: (v) => v >= 5000 },
  {
    id: 'update',
    work: 'partial attribute update over HTTP, durable, with history, PostgreSQL; concurrent requests may share a transaction',
    unit: 'updates/s',
    goal: '≥ 3,000/s',
    meets: (v) => v >= 3000,
  },
  { id: 'update-embedded', work: 'the same on the embedded engine', unit: 'updates/s', goal: '≥ 1,000/s', meets: (v) => v >= 1000 },
  { id: 'batch', work: 'batch upsert, 100 per call', unit: 'entities/s', goal: '≥ 15,000 entities/s', meets: (v) => v >= 15_000 },
  {
    id: 'q-100k',
    work: 'type + q at selectivity 0.1, 1 and 10 % of 100,000 entities, 50 connections',
    unit: 'req/s',
    goal: '≥ 500 req/s; p95 < 50 ms',
    meets: (v) => v >= 500,
  },
  { id: 'near-1m', work: 'geo near among 1,000,000 entities', unit: 'ms (p95)', goal: 'p95 < 20 ms', meets: (v) => v < 20 },
  { id: 'aggregate', work: '10,000 points', unit: 'ms', goal: '< 50 ms', meets: (v) => v < 50 },
  {
    id: 'deliver',
    work: '10,000 subscriptions over 101 tenants in eight filter classes, about 16 due per write, 500 writes/s admitted for 60 s',
    unit: '% delivered',
    goal: '100 %, p99 < 1 s',
    meets: (v) => v >= 100,
  },
  {
    id: 'deliver-kill',
    work: 'the same with a kill -9 in the middle',
    unit: 's',
    goal: 'every acknowledged write delivered within 10 s of the restart',
    meets: (v) => v <= 10,
  },
  { id: 'ready', work: 'cold start on an existing database of 100,000 entities', unit: 's', goal: '< 1.5 s', meets: (v) => v < 1.5 },
]
