import { describe, expect, test } from 'vitest'
import { kernelBytes as ledgerBytes } from '../src/ledger/batch/kernel-bytes.ts'
import { kernelBytes as marginBytes } from '../src/margin/kernel/kernel-bytes.ts'
import { compileKernel, kernelBytesSource, kernelSources } from './kernel-build.ts'

const committed = { margin: marginBytes, ledger: ledgerBytes }

describe('the committed kernels', () => {
  test.each(['margin', 'ledger'] as const)('behavior: %s is what its sources compile to, byte for byte', async (name) => {
    const bytes = await compileKernel(kernelSources[name])

    expect(Buffer.from(bytes).toString('base64'), 'run npm run kernel').toBe(committed[name].join(''))
    expect(kernelBytesSource(bytes)).toContain(committed[name].at(-1))
  })

  test('behavior: that of margin is strict: the module has no operation whose bits a machine may choose', async () => {
    const bytes = await compileKernel(kernelSources.margin)

    // Relaxed SIMD operations are coded as the prefix 0xfd and a number from 0x100 to 0x12f, of which the low seven bits come first.
    const relaxed = bytes.filter((byte, at) => byte === 0xfd && (bytes[at + 1] ?? 0) >= 0x80 && (bytes[at + 2] ?? 0) === 0x02)
    expect(relaxed).toHaveLength(0)
  })
})
