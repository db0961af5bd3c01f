/** CSV that a spreadsheet shows as it stands: quoted where it must be, and never taken for a formula. */

/** RFC 4180, with a line feed at the end of each line. */
export const csvLines = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run a cell that begins like a formula; an apostrophe makes it text (OWASP).
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
