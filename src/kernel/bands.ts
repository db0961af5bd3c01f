/** Row counts as bands, for places where an exact small count would say too much. */

/** `0`, `1-9`, `10-99`, `100-999`, then `1e3`, `1e4` … (governance reference §4.8). */
export function rowBand(rows: number): string {
  if (rows <= 0) return '0';
  if (rows < 10) return '1-9';
  if (rows < 100) return '10-99';
  if (rows < 1000) return '100-999';
  return `1e${Math.floor(Math.log10(rows))}`;
}
