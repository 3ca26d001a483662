import { invariant } from '../../base/assert.ts'
import { hashOf, type Hash } from '../../base/hash.ts'

/** What stands below a node of the tree: caps and shares summed, and the least and the highest score. */
export type TreeSums = Readonly<{ count: number; caps: number; shares: number; least: number; highest: number }>

/** A node: its hash covers its sums. */
export type TreeNode = TreeSums & Readonly<{ hash: Hash }>

/** A neighbour on the way from a leaf to the root, and the side it stands on. */
export type PathStep = Readonly<{ side: 'left' | 'right'; node: TreeNode }>

/** Every level of a tree, the leaves first. */
export type SumTree = Readonly<{ levels: readonly (readonly TreeNode[])[] }>

/** One leaf: a text of everything that was counted for an account, and its figures. */
export type Leaf = Readonly<{ text: string; cap: number; share: number; score: number }>

/**
 * The node of one leaf.
 *
 * @example
 * leafNode({ text: '{"account":"m-1"}', cap: 5, share: 2, score: 1.5 }).count // 1
 */
export function leafNode({ text, cap, share, score }: Leaf): TreeNode {
  const sums = { count: 1, caps: cap, shares: share, least: score, highest: score }
  return { ...sums, hash: hashOf(`leaf|${summed(sums)}|${text}`) }
}

/**
 * The node over two.
 *
 * @example
 * parentNode(left, right).caps // left.caps + right.caps
 */
export function parentNode(left: TreeNode, right: TreeNode): TreeNode {
  const sums = {
    count: left.count + right.count,
    caps: left.caps + right.caps,
    shares: left.shares + right.shares,
    least: Math.min(left.least, right.least),
    highest: Math.max(left.highest, right.highest),
  }
  // Both neighbours' sums are in the hash, so that none of them can be shown otherwise to somebody else.
  return { ...sums, hash: hashOf(`node|${summed(left)}|${left.hash}|${summed(right)}|${right.hash}`) }
}

function summed({ count, caps, shares, least, highest }: TreeSums): string {
  return `${count} ${caps} ${shares} ${least} ${highest}`
}

/**
 * Builds the tree over leaves in their order. A node without a neighbour moves up as it is.
 *
 * @throws InvariantError without leaves.
 *
 * @example
 * sumTreeOf(leaves).levels.at(-1)?.[0]?.hash // the root
 */
export function sumTreeOf(leaves: readonly Leaf[]): SumTree {
  invariant(leaves.length > 0, 'a tree has a leaf')
  const levels: TreeNode[][] = [leaves.map(leafNode)]
  for (let level = levels[0] as TreeNode[]; level.length > 1; level = levels.at(-1) as TreeNode[]) {
    const above: TreeNode[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as TreeNode, level[at + 1]]
      above.push(right === undefined ? left : parentNode(left, right))
    }
    levels.push(above)
  }
  return { levels }
}

/**
 * The root, which a wave commits to.
 *
 * @example
 * rootOf(tree).shares // everything that was borne
 */
export function rootOf({ levels }: SumTree): TreeNode {
  return levels.at(-1)?.[0] as TreeNode
}

/**
 * The neighbours from a leaf up to the root.
 *
 * @param place - Of the leaf, from 0.
 *
 * @example
 * pathOf(tree, 3).length // 2 of 4 leaves
 */
export function pathOf({ levels }: SumTree, place: number): readonly PathStep[] {
  const path: PathStep[] = []
  let at = place
  for (const level of levels.slice(0, -1)) {
    const node = level[at ^ 1]
    if (node !== undefined) path.push({ side: at % 2 === 0 ? 'right' : 'left', node })
    at >>= 1
  }
  return path
}

/**
 * Climbs from a leaf to the root.
 *
 * @returns The root that follows, and the sums of everything before and after the leaf.
 *
 * @example
 * climb(leafNode(leaf), path).root.hash === root.hash
 */
export function climb(
  leaf: TreeNode,
  path: readonly PathStep[],
): Readonly<{ root: TreeNode; before: readonly TreeNode[]; after: readonly TreeNode[] }> {
  const before: TreeNode[] = []
  const after: TreeNode[] = []
  let root = leaf
  for (const { side, node } of path) {
    ;(side === 'left' ? before : after).push(node)
    root = side === 'left' ? parentNode(node, root) : parentNode(root, node)
  }
  return { root, before, after }
}
