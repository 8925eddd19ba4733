import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'

type Options = {
  scroller: RefObject<HTMLElement | null>
  count: number
  /** The same for all, or each row's own. */
  rowHeight: number | ((index: number) => number)
  /** Needed with heights of their own: a new function says that the rows are others now. */
  keyOf?: (index: number) => string
  overscan: number
  /** Height of what sticks to the top of the scroller, over the rows. */
  header?: number
  /** So many pixels above a row that one goes to stay in view. */
  above?: number
}

/** Which rows of a long list are near enough to the window to be drawn. */
export function useRows({ scroller, count, rowHeight, keyOf, overscan, header = 0, above = 0 }: Options) {
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: typeof rowHeight === 'number' ? () => rowHeight : rowHeight,
    ...(keyOf !== undefined && { getItemKey: keyOf }),
    overscan,
    scrollMargin: header,
    scrollPaddingStart: header + above,
  })
  const items = virtual.getVirtualItems()
  return {
    first: items[0]?.index ?? 0,
    last: items.at(-1)?.index ?? -1,
    before: (items[0]?.start ?? header) - header,
    height: virtual.getTotalSize(),
    scrollToRow: (index: number) => virtual.scrollToIndex(index, { align: 'auto' }),
  }
}
