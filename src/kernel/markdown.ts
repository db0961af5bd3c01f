/** Text inside Markdown: whatever a person wrote stays text, and becomes no markup and no link. */

/** One line of text. */
export const markdownText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>~&|]/g, (c) => ENTITIES[c] ?? `\\${c}`)
    // At the start of a line: headings, lists, rules and numbers.
    .replace(/^([#+=-])/, '\\$1')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
    // Addresses, which some readers turn into links by themselves.
    .replace(/:\/\//g, '\\://')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}\\.`);

/** A cell of a table; an empty one keeps its place. */
export const markdownCell = (text: string): string => markdownText(text) || ' ';

const ENTITIES: Readonly<Record<string, string>> = {'<': '&lt;', '>': '&gt;', '&': '&amp;'};
