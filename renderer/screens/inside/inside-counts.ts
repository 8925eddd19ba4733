import type { InsideNow, InsideStudent } from '../../../core/contract/morning.ts'

const order: readonly InsideStudent['by'][] = ['scan', 'hand', 'earlier']

/** How many are inside by each way of knowing it (only those that there are), and of each class. */
export function insideCounts({ streams }: InsideNow) {
  const all = streams.flatMap(({ students }) => students)
  return {
    ways: order
      .map(by => ({ by, count: all.filter(student => student.by === by).length }))
      .filter(({ count }) => count > 0),
    streams: streams.map(({ streamId, className, students }) => ({
      streamId,
      className,
      count: students.length,
      boarders: students.filter(({ boarding }) => boarding).length,
    })),
  }
}
