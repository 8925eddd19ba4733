import { expect, it } from 'vitest'
import { isNewEnough } from './node.mjs'

it('accepts only a Node that runs TypeScript by itself and that the tools support', () => {
  const versions = ['18.20.0', '20.20.2', '22.9.0', '22.17.1', '22.18.0', '22.20.0', '23.11.0', '24.0.0', '25.1.0']
  expect(versions.filter(isNewEnough)).toEqual(['22.18.0', '22.20.0', '24.0.0', '25.1.0'])
})
