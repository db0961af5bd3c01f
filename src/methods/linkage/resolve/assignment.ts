/**
 * The assignment problem, solved exactly by shortest augmenting paths with dual prices, in O(rows² ·
 * columns) (Jonker & Volgenant 1987, doi:10.1007/BF02278710; Kuhn 1955).
 */

/**
 * Gives every row a column of its own so that the sum of benefits is greatest.
 * @param benefit row by row; no more rows than columns
 * @returns the column of each row
 */
export function assign(benefit: Float64Array, rows: number, columns: number): Int32Array {
  // Row and column 0 stand for none. Reduced cost of a pair: -benefit - rowPrice - columnPrice.
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const cameFrom = new Int32Array(columns + 1);
  const distance = new Float64Array(columns + 1);
  const isReached = new Uint8Array(columns + 1);

  for (let row = 1; row <= rows; row++) {
    distance.fill(Number.POSITIVE_INFINITY);
    isReached.fill(0);
    rowOf[0] = row;
    let at = 0;
    do {
      isReached[at] = 1;
      const here = rowOf[at] as number;
      let step = Number.POSITIVE_INFINITY;
      let nearest = 0;
      for (let column = 1; column <= columns; column++) {
        if (isReached[column]) continue;
        const gain = benefit[(here - 1) * columns + column - 1] as number;
        const cost = -gain - (rowPrice[here] as number) - (columnPrice[column] as number);
        if (cost < (distance[column] as number)) {
          distance[column] = cost;
          cameFrom[column] = at;
        }
        if ((distance[column] as number) < step) {
          step = distance[column] as number;
          nearest = column;
        }
      }
      for (let column = 0; column <= columns; column++) {
        if (isReached[column]) {
          const reached = rowOf[column] as number;
          rowPrice[reached] = (rowPrice[reached] as number) + step;
          columnPrice[column] = (columnPrice[column] as number) - step;
        } else {
          distance[column] = (distance[column] as number) - step;
        }
      }
      at = nearest;
    } while (rowOf[at] !== 0);
    while (at !== 0) {
      const back = cameFrom[at] as number;
      rowOf[at] = rowOf[back] as number;
      at = back;
    }
  }
  const columnOf = new Int32Array(rows);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column] as number;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}
