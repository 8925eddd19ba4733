/** One finger of one user. `template` is the bytes as the sensor made them, without any header. */
export type StoredFinger = {
  readonly uid: number
  /** 0 left little … 9 right little. */
  readonly finger: number
  /** 1 valid, 3 duress, 0 invalid. */
  readonly flag: number
  readonly template: Uint8Array
}

export type TemplateVersion = '9' | '10'

/** The fingers a terminal holds, in the order in which they came. */
export type FingerStore = {
  all(): readonly StoredFinger[]
  get(uid: number, finger: number): StoredFinger | undefined
  /** Adds a finger, or replaces the one in its slot. False: no such slot, no template of this terminal's kind, no room. */
  put(finger: StoredFinger): boolean
  /** False when there is none. */
  delete(uid: number, finger: number): boolean
  /** All fingers of a user; returns how many there were. */
  deleteAllOf(uid: number): number
  clear(): void
}

/** Longest template in bytes: the vendor's manual gives 602 for 9.0 and about 1.6 KB for 10.0. */
export const MAX_TEMPLATE: Readonly<Record<TemplateVersion, number>> = { 9: 602, 10: 1664 }
const LAST_FINGER = 9

/** @param capacity fingers it has room for */
export function createFingerStore(version: TemplateVersion, capacity: number): FingerStore {
  const slots = new Map<string, StoredFinger>()
  const slot = (uid: number, finger: number): string => `${uid}/${finger}`

  return {
    all: () => [...slots.values()],
    get: (uid, finger) => slots.get(slot(uid, finger)),
    put(stored) {
      const { uid, finger, template } = stored
      if (finger > LAST_FINGER || template.length === 0 || template.length > MAX_TEMPLATE[version]) return false
      const key = slot(uid, finger)
      if (!slots.has(key) && slots.size >= capacity) return false
      // a copy: the bytes may be part of a buffer that is written again
      slots.set(key, { ...stored, template: new Uint8Array(stored.template) })
      return true
    },
    delete: (uid, finger) => slots.delete(slot(uid, finger)),
    deleteAllOf(uid) {
      let count = 0
      for (const [key, stored] of slots) if (stored.uid === uid && slots.delete(key)) count += 1
      return count
    },
    clear: () => slots.clear(),
  }
}
