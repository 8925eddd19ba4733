import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'

type Options = {
  scroller: RefObject<HTMLElement | null>
  count: number
  rowHeight: number
  overscan: number
  /** Height of what sticks to the top of the scroller, over the rows. */
  header?: number
}

/** Which rows of a long list with rows of one height are near enough to the window to be drawn. */
export function useRows({ scroller, count, rowHeight, overscan, header = 0 }: Options) {
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin: header,
    scrollPaddingStart: header,
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
