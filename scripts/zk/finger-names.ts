const NAMES = ['little finger', 'ring finger', 'middle finger', 'index finger', 'thumb'] as const

/** 0 left little finger … 4 left thumb, 5 right thumb … 9 right little finger. */
export function fingerName(finger: number): string {
  return finger < 5 ? `left ${NAMES[finger] ?? '?'}` : `right ${NAMES[9 - finger] ?? '?'}`
}
