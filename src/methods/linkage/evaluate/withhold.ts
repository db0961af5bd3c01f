/** Which cells of a table are withheld, so that no small count can be read or worked out from the totals. */

/** Counts of people below this are not published (ONS, UK LLC and ABS; linkage reference R60). */
export const SMALL_CELL = 10;

export const isSmall = (count: number, minCell: number): boolean => count > 0 && count < minCell;

type Cells = readonly (readonly number[])[];

export interface CountTable {
  readonly cells: Cells;
  /** The column that is the sum of the others; without it the sums of rows are known from elsewhere. */
  readonly totalColumn?: number;
}

/**
 * Withholds cells of a table whose column sums are known, and whose rows add up.
 *
 * 1. Hide every small cell, and what `alsoHide` names.
 * 2. In a row or column, hide the next smallest while what is hidden together is small.
 * 3. Take rows and columns as points and hidden cells as lines between them. A hidden cell follows from
 *    the sums exactly when its line is a bridge; hide another cell beside it.
 *
 * @returns true where withheld
 */
export function withholdCells(
  {cells, totalColumn}: CountTable,
  minCell: number = SMALL_CELL,
  alsoHide: (row: number, column: number) => boolean = () => false,
): boolean[][] {
  const hidden = cells.map((row, i) => row.map((n, j) => isSmall(n, minCell) || alsoHide(i, j)));
  const lines = linesOf(cells);
  const hideIn = (line: Line): boolean => hideNext(line, cells, hidden);
  for (let changed = true; changed; ) {
    changed = false;
    for (const line of lines) {
      const isOpen = line.kind === 'row' && hidden[line.index]?.[totalColumn ?? -1] === true;
      if (!isOpen && hidesLittle(line, cells, hidden, minCell)) changed = hideIn(line) || changed;
    }
    if (changed) continue;
    const bridges = bridgesOf(hidden);
    changed = bridges.some(([row, column]) => {
      // Where the cell stands alone is where the next is missing.
      const isAloneInColumn = hidden.filter((other) => other[column]).length === 1;
      const both = [lines[row], lines[cells.length + column]];
      return (isAloneInColumn ? both.reverse() : both).some((line) => line && hideIn(line));
    });
  }
  return hidden;
}

type Place = readonly [row: number, column: number];

interface Line {
  readonly kind: 'row' | 'column';
  readonly index: number;
  readonly places: readonly Place[];
}

const linesOf = (cells: Cells): Line[] => [
  ...cells.map((row, i) => ({
    kind: 'row' as const,
    index: i,
    places: row.map((_, j): Place => [i, j]),
  })),
  ...(cells[0] ?? []).map((_, j) => ({
    kind: 'column' as const,
    index: j,
    places: cells.map((_, i): Place => [i, j]),
  })),
];

function hidesLittle({places}: Line, cells: Cells, hidden: boolean[][], minCell: number): boolean {
  const shut = places.filter(([i, j]) => hidden[i]?.[j]);
  if (shut.length === 0 || shut.length === places.length) return false;
  return shut.reduce((sum, [i, j]) => sum + (cells[i]?.[j] as number), 0) < minCell;
}

/**
 * Hides one more cell of a line: a small one, and rather where its other line hides some already, for
 * that closes a cycle. A zero, which says nothing, only when nothing else is left.
 */
function hideNext({kind, places}: Line, cells: Cells, hidden: boolean[][]): boolean {
  const alsoHidden = ([i, j]: Place): number =>
    kind === 'row'
      ? hidden.filter((row) => row[j]).length
      : (hidden[i] ?? []).filter((isHidden) => isHidden).length;
  const cost = (place: Place): number => {
    const n = cells[place[0]]?.[place[1]] || Number.POSITIVE_INFINITY;
    return n / (1 + alsoHidden(place));
  };
  const shown = places.filter(([i, j]) => !hidden[i]?.[j]);
  const next = shown.reduce<Place | undefined>(
    (best, one) => (best === undefined || cost(one) < cost(best) ? one : best),
    undefined,
  );
  if (!next) return false;
  const [i, j] = next;
  (hidden[i] as boolean[])[j] = true;
  return true;
}

/** Hidden cells that are on no cycle of hidden cells. */
function bridgesOf(hidden: readonly (readonly boolean[])[]): Place[] {
  const places = hidden.flatMap((row, i) =>
    row.flatMap((isHidden, j): Place[] => (isHidden ? [[i, j]] : [])),
  );
  return places.filter((place) => !isOnCycle(place, places));
}

/** Whether the row of a cell reaches its column by other hidden cells. */
function isOnCycle([row, column]: Place, places: readonly Place[]): boolean {
  const rows = new Set([row]);
  const columns = new Set<number>();
  for (let size = 0; size < rows.size + columns.size; ) {
    size = rows.size + columns.size;
    for (const [i, j] of places) {
      if (i === row && j === column) continue;
      if (rows.has(i)) columns.add(j);
      if (columns.has(j)) rows.add(i);
    }
    if (columns.has(column)) return true;
  }
  return false;
}
