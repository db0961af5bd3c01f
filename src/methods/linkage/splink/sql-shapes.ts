/** SQL of conditions that are one formula, recognised by comparing trees: what we write is what we read. */

/** Great-circle distance in kilometres, in single precision as Splink has it. */
export function kilometresSql(
  latitude: readonly [string, string],
  longitude: readonly [string, string],
): string {
  const [lat1, lat2] = latitude;
  const [lon1, lon2] = longitude;
  const cosine =
    `(sin(radians(${lat1})) * sin(radians(${lat2})) + ` +
    `cos(radians(${lat1})) * cos(radians(${lat2})) * cos(radians(${lon2} - ${lon1})))`;
  const arc = `acos(case when ${cosine} > 1 then 1 when ${cosine} < -1 then -1 else ${cosine} end)`;
  return `cast(${arc} * 6371 as float)`;
}

/** The difference over the greater number. */
export const percentSql = (left: string, right: string): string =>
  `(abs(${left} - ${right}) / (case when ${right} > ${left} then ${right} else ${left} end))`;

export const differenceSql = (left: string, right: string): string => `abs(${left} - ${right})`;

export const secondsApartSql = (left: string, right: string): string =>
  `abs(epoch(${left}) - epoch(${right}))`;

export function arraySubsetSql(left: string, right: string): string {
  const smaller = `least(array_length(${left}), array_length(${right}))`;
  return `${smaller} <> 0 and array_length(array_intersect(${left}, ${right})) = ${smaller}`;
}

export const sharedMembersSql = (left: string, right: string): string =>
  `array_length(list_intersect(${left}, ${right}))`;

const ONE_NAME: Readonly<Record<string, string>> = {
  list_intersect: 'array_intersect',
  len: 'array_length',
};

/** The one name of functions that have several. */
export const plainName = (name: string): string => ONE_NAME[name] ?? name;
