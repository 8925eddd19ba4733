import { describe, expect, it } from 'vitest'
import type { ClassId, StreamId } from '../../../core/contract/common.ts'
import type { ClassNode } from '../../../core/contract/school.ts'
import type { DeviceGroupRow } from '../../../core/contract/sync.ts'
import { branchesOf, holds } from './branches.ts'

function classNode(name: string, ...streams: string[]): ClassNode {
  const bare = { students: 20, capacity: null, teacher: '' }
  const made = streams.map(stream => ({ ...bare, id: `${name} ${stream}` as StreamId, name: stream }))
  return { id: name as ClassId, name, level: 1, students: 20 * streams.length, streams: made }
}

function groupWith(...ids: string[]): Pick<DeviceGroupRow, 'streams'> {
  return { streams: ids.map(id => ({ id: id as StreamId, classId: 'c' as ClassId, className: '', students: 20 })) }
}

const branches = branchesOf([classNode('PP2', 'Simba'), classNode('Grade 5', 'East', 'West')])

describe('the classes that are put on groups', () => {
  it('are each class, and its streams where it has several', () => {
    expect(branches.map(({ name, part, students }) => [name, part, students])).toEqual([
      ['PP2', false, 20],
      ['Grade 5', false, 40],
      ['Grade 5 East', true, 20],
      ['Grade 5 West', true, 20],
    ])
  })

  it('are on a group wholly, in part, or not at all', () => {
    const on = (...ids: string[]) => branches.map(branch => holds(groupWith(...ids), branch))
    expect(on('Grade 5 East')).toEqual(['none', 'some', 'all', 'none'])
    expect(on('Grade 5 East', 'Grade 5 West', 'PP2 Simba')).toEqual(['all', 'all', 'all', 'all'])
  })
})
