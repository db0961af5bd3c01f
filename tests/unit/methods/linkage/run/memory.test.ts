import {describe, expect, it} from 'vitest';
import {
  bytesOf,
  databaseShare,
  kernelBytes,
  requireMemory,
} from '../../../../../src/methods/linkage/run/memory.ts';

describe('the memory of a run', () => {
  it('is half the database’s, half the kernel’s', () => {
    expect(bytesOf('4GB')).toBe(4e9);
    expect(bytesOf('1.5GiB')).toBe(1.5 * 2 ** 30);
    expect(databaseShare('4GB')).toBe('2000MB');
  });

  it('holds ten million records and ten rules in 4 GB', () => {
    expect(kernelBytes(10_000_000, 16, 10)).toBeLessThan(bytesOf('4GB') / 2);
  });

  it('is refused with what the run needs when it is too small', () => {
    const needed = kernelBytes(10_000_000, 16, 10);
    expect(() => requireMemory('4GB', needed)).not.toThrow();
    expect(() => requireMemory('2GB', needed)).toThrow(/at least 2\.7GiB/);
    expect(() => requireMemory(undefined, needed)).not.toThrow();
  });
});
