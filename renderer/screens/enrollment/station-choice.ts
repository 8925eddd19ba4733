import { create } from 'zustand'
import type { Finger } from '../../../core/contract/enrollment.ts'

type Choice = { streamId: string | null; deviceId: string | null; finger: Finger; onlyMissing: boolean }

const rightIndex = 6

/** What was chosen for the last list, so that the next one begins with it. */
export const useStationChoice = create<Choice>()(() => ({
  streamId: null,
  deviceId: null,
  finger: rightIndex,
  onlyMissing: true,
}))
