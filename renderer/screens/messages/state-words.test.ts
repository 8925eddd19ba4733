import { describe, expect, it } from 'vitest'
import { messageStates } from '../../../core/contract/messages.ts'
import { stateWords } from './state-words.ts'

describe('the words for where a message is', () => {
  it('never say that it was delivered when only the message service has taken it', () => {
    expect(stateWords('submitted', false).label).toBe('Accepted, delivery not confirmed')
    expect(stateWords('submitted', true).label).toBe('Accepted')
  })

  it('are the same for every other state, whether delivery reports come or not', () => {
    const others = messageStates.filter(state => state !== 'submitted')
    expect(others.map(state => stateWords(state, false))).toEqual(others.map(state => stateWords(state, true)))
  })
})
