/**
 * Great-circle distances, compared as straight lines through the earth: sums and products only, which
 * SQL has bit for bit, and the same place is at no distance from itself.
 */

const EARTH_RADIUS_KM = 6371;

/** An angle in degrees by its sine and cosine. */
export function sineAndCosine(degrees: number): readonly [sine: number, cosine: number] {
  const radians = (degrees * Math.PI) / 180;
  return [Math.sin(radians), Math.cos(radians)];
}

/** The straight line, in radii of the earth, between places so many kilometres apart. */
export function longestChord(km: number): number {
  const angle = km / EARTH_RADIUS_KM;
  // Half around the earth is as far as anything gets, and rounding must not say otherwise.
  return angle >= Math.PI ? 3 : 2 * Math.sin(angle / 2);
}

/** The square of that line; NaN when a coordinate is. */
export function chordSquare(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const [sinLat1, cosLat1] = sineAndCosine(lat1);
  const [sinLon1, cosLon1] = sineAndCosine(lon1);
  const [sinLat2, cosLat2] = sineAndCosine(lat2);
  const [sinLon2, cosLon2] = sineAndCosine(lon2);
  const x = cosLat1 * cosLon1 - cosLat2 * cosLon2;
  const y = cosLat1 * sinLon1 - cosLat2 * sinLon2;
  const z = sinLat1 - sinLat2;
  return x * x + y * y + z * z;
}
