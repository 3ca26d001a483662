import { expect, it } from 'vitest'
import { climb, leafNode, pathOf, rootOf, sumTreeOf, type Leaf } from './sum-tree.ts'

const leaves = (count: number): Leaf[] =>
  Array.from({ length: count }, (_, index) => ({ text: `m-${index}`, cap: index + 1, share: index, score: -index }))

it('table: every leaf climbs to the root, and what stands before and after adds up', () => {
  for (const count of [1, 2, 3, 5, 8, 13]) {
    const all = leaves(count)
    const tree = sumTreeOf(all)
    const root = rootOf(tree)
    expect(root.count).toBe(count)
    expect(root.caps).toBe((count * (count + 1)) / 2)
    all.forEach((leaf, place) => {
      const climbed = climb(leafNode(leaf), pathOf(tree, place))
      expect(climbed.root).toEqual(root)
      expect(climbed.before.reduce((sum, node) => sum + node.count, 0)).toBe(place)
      expect(climbed.before.reduce((sum, node) => sum + node.caps, 0)).toBe((place * (place + 1)) / 2)
    })
  }
})

it('behavior: any change of a leaf changes the root', () => {
  const root = rootOf(sumTreeOf(leaves(5))).hash
  for (const change of [{ text: 'm-x' }, { cap: 9 }, { share: 9 }, { score: 9 }]) {
    expect(rootOf(sumTreeOf(leaves(5).map((leaf, place) => (place === 2 ? { ...leaf, ...change } : leaf)))).hash).not.toBe(root)
  }
  expect(rootOf(sumTreeOf(leaves(5).reverse())).hash).not.toBe(root)
})

it('error: a tree has a leaf', () => {
  expect(() => sumTreeOf([])).toThrow('a tree has a leaf')
})
