import { describe, expect, it } from 'vitest'
import type { ClassId, StreamId } from '../../../core/contract/common.ts'
import type { ClassNode } from '../../../core/contract/school.ts'
import { capacityOf, classRows, streamNames } from './class-rows.ts'

function classOf(name: string, streams: string[]): ClassNode {
  const nodes = streams.map(stream => {
    const id = `${name} ${stream}` as StreamId
    return { id, name: stream, students: 3, capacity: null, teacher: '' }
  })
  return { id: name as ClassId, name, level: 7, students: 3 * streams.length, streams: nodes }
}

describe('the list of classes', () => {
  it('has a line for each class and one for each stream below it', () => {
    const rows = classRows([classOf('Grade 7', ['East', 'West']), classOf('Grade 8', [])])
    expect(rows.map(row => (row.kind === 'class' ? row.node.name : row.stream.name))).toEqual([
      'Grade 7',
      'East',
      'West',
      'Grade 8',
    ])
  })
})

describe('typed names of streams', () => {
  it('are parted by commas, each once', () => {
    expect(streamNames(' East, West,,East ')).toEqual(['East', 'West'])
  })

  it('are the whole class when there are none', () => {
    expect(streamNames('  ')).toEqual([''])
  })
})

describe('a typed capacity', () => {
  it.each([
    ['', null],
    [' 45 ', 45],
    ['0', undefined],
    ['501', undefined],
    ['4.5', undefined],
    ['many', undefined],
  ])('%j is %s', (typed, capacity) => expect(capacityOf(typed)).toBe(capacity))
})
