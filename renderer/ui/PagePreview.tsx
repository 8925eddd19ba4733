import { useEffect, useRef, useState } from 'react'
import { t } from '../strings/t.ts'

/** A4 at 96 dots per inch. */
const pageWidth = 794
const pageHeight = 1123

type Props = { documentId: string; title: string; pages?: number }

/** The page as it will be printed, as large as the window allows but not larger than life; `pages` below each other. */
export function PagePreview({ documentId, title, pages = 1 }: Props) {
  const view = useRef<HTMLDivElement>(null)
  const room = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(pageWidth)
  useEffect(() => {
    if (room.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(entry.contentRect.width)
    })
    observer.observe(room.current)
    return () => observer.disconnect()
  }, [])
  // The page runs no code: with the focus in it, no key would reach the window.
  useEffect(() => {
    function takeBack(): void {
      if (document.activeElement instanceof HTMLIFrameElement) view.current?.focus()
    }
    window.addEventListener('blur', takeBack)
    return () => window.removeEventListener('blur', takeBack)
  }, [])
  const scale = Math.min(1, width / pageWidth)
  const height = pageHeight * pages
  return (
    <div
      ref={view}
      tabIndex={0}
      role="region"
      aria-label={t.daySheet.preview}
      className="min-h-0 flex-1 overflow-y-auto bg-sunken p-4 focus-visible:outline-offset-[-2px]"
    >
      <div ref={room}>
        <div
          style={{ width: pageWidth * scale, height: height * scale }}
          className="mx-auto overflow-hidden bg-surface shadow-float"
        >
          <iframe
            title={title}
            src={`app://ui/documents/${documentId}`}
            sandbox=""
            tabIndex={-1}
            style={{ width: pageWidth, height, transform: `scale(${scale})` }}
            className="origin-top-left border-0"
          />
        </div>
      </div>
    </div>
  )
}
