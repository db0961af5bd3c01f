import {describe, expect, it} from 'vitest';
import {
  CONTENT_ROLES,
  IDENTIFIER_COLUMNS,
  identifierKind,
  isContent,
  ROLES,
  STAYING_ROLES,
} from '../../../../src/kernel/contract/roles.ts';

describe('the roles of columns', () => {
  it('are each of exactly one sort: identifier, content or staying', () => {
    for (const role of ROLES) {
      const sorts = [
        identifierKind(role) !== null,
        isContent(role),
        (STAYING_ROLES as readonly string[]).includes(role),
      ];
      expect(sorts.filter(Boolean)).toHaveLength(1);
    }
  });

  it('are listed once each', () => {
    expect(new Set(ROLES).size).toBe(ROLES.length);
    expect(ROLES.length).toBe(
      Object.keys(IDENTIFIER_COLUMNS).length + CONTENT_ROLES.length + STAYING_ROLES.length,
    );
  });

  it('of identifiers go to File 1 columns that no two of them share', () => {
    const columns = Object.values(IDENTIFIER_COLUMNS);
    expect(new Set(columns).size).toBe(columns.length);
  });
});
