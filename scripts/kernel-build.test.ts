import { describe, expect, test } from 'vitest'
import { kernelBytes } from '../src/margin/kernel/kernel-bytes.ts'
import { compileKernel, kernelBytesSource } from './kernel-build.ts'

describe('the committed kernel', () => {
  test('behavior: is what its sources compile to, byte for byte', async () => {
    const bytes = await compileKernel()

    expect(Buffer.from(bytes).toString('base64'), 'run npm run kernel').toBe(kernelBytes.join(''))
    expect(kernelBytesSource(bytes)).toContain(kernelBytes.at(-1))
  })

  test('behavior: is strict: the module has no operation whose bits a machine may choose', async () => {
    const bytes = await compileKernel()

    // Relaxed SIMD operations are coded as the prefix 0xfd and a number from 0x100 to 0x12f, of which the low seven bits come first.
    const relaxed = bytes.filter((byte, at) => byte === 0xfd && (bytes[at + 1] ?? 0) >= 0x80 && (bytes[at + 2] ?? 0) === 0x02)
    expect(relaxed).toHaveLength(0)
  })
})
