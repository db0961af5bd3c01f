/** Which characters of two texts differ: all that are in no longest common subsequence. */

/** A stretch of a text, all of it shared with the other or all of it not. */
export interface Stretch {
  readonly text: string;
  readonly differs: boolean;
}

/** Both texts cut into stretches; the same letters in the same order are shared. */
export function differences(one: string, other: string): readonly [Stretch[], Stretch[]] {
  const [a, b] = [[...one], [...other]];
  // longest[i][j] is the length of the common subsequence of what follows i and j.
  const longest = Array.from({length: a.length + 1}, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      (longest[i] as Uint16Array)[j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const shared = [new Set<number>(), new Set<number>()] as const;
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      shared[0].add(i++);
      shared[1].add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return [stretches(a, shared[0]), stretches(b, shared[1])];
}

function stretches(letters: readonly string[], shared: ReadonlySet<number>): Stretch[] {
  const found: {text: string; differs: boolean}[] = [];
  letters.forEach((letter, i) => {
    const differs = !shared.has(i);
    const last = found.at(-1);
    if (last?.differs === differs) last.text += letter;
    else found.push({text: letter, differs});
  });
  return found;
}
