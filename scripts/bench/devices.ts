import { measureEvents } from './devices/events.ts'
import { measureNetworks } from './devices/networks.ts'
import { measureReads } from './devices/reads.ts'
import { measureUploads } from './devices/uploads.ts'
import type { Bench } from './report.ts'

/** What the terminal driver does in numbers, beside other libraries and the least that is possible. Loopback only. */
export const benchDevices: Bench = async context => {
  const reads = await measureReads(context)
  const networks = await measureNetworks(context)
  const uploads = await measureUploads(context)
  const events = await measureEvents(context)
  return {
    figures: {
      read_logs: reads.figures,
      networks: networks.figures,
      upload: uploads.figures,
      punch_to_event_ms: events.figures,
    },
    table: [reads.table, networks.table, uploads.table, events.table].join('\n\n'),
  }
}
