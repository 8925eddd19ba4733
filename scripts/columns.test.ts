import { describe, expect, it } from 'vitest'
import { columns } from './columns.ts'

describe('columns', () => {
  it('puts columns of numbers to the right and all others to the left', () => {
    expect(
      columns(
        ['Name', 'Count'],
        [
          ['Achieng', '7'],
          ['Bo', '1200'],
        ],
      ),
    ).toBe('Name     Count\nAchieng      7\nBo        1200')
  })

  it('shows the head when there are no rows', () => {
    expect(columns(['Name', 'Count'], [])).toBe('Name  Count')
  })
})
