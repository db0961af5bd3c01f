/** A count with its word, as people say it: `1 body`, `2 bodies`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
