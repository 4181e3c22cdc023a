/** Rows of numbers in two typed arrays: row r is `items[start[r]] … items[start[r + 1] - 1]`. */
export interface Csr {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** Groups pairs (row, item) by row; within a row the order of the pairs is kept. */
export function csrFromPairs(rows: number, rowOf: ArrayLike<number>, itemOf: ArrayLike<number>): Csr {
  const start = new Int32Array(rows + 1);
  for (let i = 0; i < rowOf.length; i++) start[rowOf[i] + 1]++;
  for (let row = 0; row < rows; row++) start[row + 1] += start[row];
  const next = start.slice(0, rows);
  const items = new Int32Array(rowOf.length);
  for (let i = 0; i < rowOf.length; i++) items[next[rowOf[i]]++] = itemOf[i];
  return { start, items };
}

/** Like {@link csrFromPairs}, for items of -1 ("none"), which are left out. */
export function csrFromColumn(rows: number, rowOfItem: Int32Array): Csr {
  const items: number[] = [];
  const rowOf: number[] = [];
  for (let item = 0; item < rowOfItem.length; item++) {
    if (rowOfItem[item] < 0) continue;
    items.push(item);
    rowOf.push(rowOfItem[item]);
  }
  return csrFromPairs(rows, rowOf, items);
}
