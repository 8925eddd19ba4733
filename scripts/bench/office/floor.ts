import type { Db } from '../../../core/db/open.ts'
import { percentile, rounded } from '../report.ts'

const reads = 2000

/** The least that a call could take: one row read by its key from the same database, past the core. */
export function measureFloor({ $client: client }: Db): { readonly p50: number; readonly p99: number } {
  const ids = client.prepare<[], string>('select id from student').pluck().all()
  const read = client.prepare('select * from student where id = ?')
  const taken = Array.from({ length: reads }, (_, i) => {
    const startedAt = performance.now()
    read.get(ids[(i * 7919) % ids.length])
    return performance.now() - startedAt
  })
  return { p50: rounded(percentile(taken, 0.5), 4), p99: rounded(percentile(taken, 0.99), 4) }
}
