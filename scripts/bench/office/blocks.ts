import { monitorEventLoopDelay } from 'node:perf_hooks'
import { rounded } from '../report.ts'

const tickMs = 1
const tooLongMs = 50

export type BlockFigures = {
  /** ms between two turns of the loop that wanted to be 1 ms apart, less that one. */
  readonly longest: number
  /** The most that this thread computed in one such block: less than the block where another program had the processor. */
  readonly longestComputing: number
  readonly over50: number
  readonly p99: number
  /** The same as perf_hooks sees it. */
  readonly longestByPerfHooks: number
}

/** Watches how long nothing else gets a turn in this process, until `stop`. */
export function watchBlocks(): { readonly stop: () => BlockFigures } {
  const histogram = monitorEventLoopDelay({ resolution: tickMs })
  histogram.enable()
  const gaps: number[] = []
  let computed = 0
  let last = performance.now()
  let lastCpu = process.threadCpuUsage()
  const timer = setInterval(tick, tickMs)

  function tick(): void {
    const { user, system } = process.threadCpuUsage(lastCpu)
    gaps.push(performance.now() - last - tickMs)
    computed = Math.max(computed, (user + system) / 1000)
    lastCpu = process.threadCpuUsage()
    last = performance.now()
  }

  return {
    stop() {
      clearInterval(timer)
      histogram.disable()
      tick()
      gaps.sort((a, b) => a - b)
      return {
        longest: rounded(gaps[gaps.length - 1] ?? 0, 1),
        longestComputing: rounded(computed, 1),
        over50: gaps.filter(gap => gap > tooLongMs).length,
        p99: rounded(gaps[Math.ceil(gaps.length * 0.99) - 1] ?? 0, 1),
        longestByPerfHooks: rounded(histogram.max / 1e6 - tickMs, 1),
      }
    },
  }
}
