/** Symmetric positive definite matrices, row by row in one array. */

/** The inverse by Cholesky's factors; null when the matrix is not positive definite. */
export function inverseOf(matrix: Float64Array, size: number): Float64Array | null {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j] as number;
      for (let k = 0; k < j; k++)
        rest -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      if (i === j) {
        // Against its own entry: what is left after rounding alone is nothing.
        if (!(rest > 1e-13 * (matrix[i * size + i] as number))) return null;
        factor[i * size + i] = Math.sqrt(rest);
      } else factor[i * size + j] = rest / (factor[j * size + j] as number);
    }
  }
  // The factor's inverse, in place below the diagonal; then inverse = its transpose times itself.
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    lower[j * size + j] = 1 / (factor[j * size + j] as number);
    for (let i = j + 1; i < size; i++) {
      let sum = 0;
      for (let k = j; k < i; k++)
        sum -= (factor[i * size + k] as number) * (lower[k * size + j] as number);
      lower[i * size + j] = sum / (factor[i * size + i] as number);
    }
  }
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < size; k++)
        sum += (lower[k * size + i] as number) * (lower[k * size + j] as number);
      inverse[i * size + j] = sum;
      inverse[j * size + i] = sum;
    }
  }
  return inverse;
}

/** The matrix times a vector. */
export function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (matrix[i * size + j] as number) * (vector[j] as number);
    return sum;
  });
}

/** gᵀ · matrix · g: the variance of a quantity with gradient g. */
export const quadratic = (matrix: Float64Array, g: Float64Array): number =>
  times(matrix, g).reduce((sum, value, i) => sum + value * (g[i] as number), 0);
