/** The pages of `governance/` agree with the code, in both directions. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {PAGES} from '../../src/cli/print-governance.ts';
import {CATALOGUE} from '../../src/kernel/catalogue.ts';
import {ROOT} from '../support/dolen.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('pages printed from code', () => {
  it.each(Object.entries(PAGES))('governance/%s is what the code prints', (name, page) => {
    expect(read(join('governance', name))).toBe(page());
  });

  it('errors.md has every code of the catalogue and no other', () => {
    const printed = [...read('governance/errors.md').matchAll(/\*\*([A-Z_0-9]+)\*\*/g)].map(
      (m) => m[1],
    );
    expect(printed.sort()).toEqual(Object.keys(CATALOGUE).sort());
  });
});

describe('security properties', () => {
  const page = read('governance/security-properties.md');

  it('name tests that exist', () => {
    const tests = [...page.matchAll(/`(tests\/[^`]+\.test\.ts)`/g)].map(
      (match) => match[1] as string,
    );
    expect(tests.length).toBeGreaterThan(15);
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('name folders that exist', () => {
    const places = [...page.matchAll(/`(src\/[^`]+)`/g)].map((match) => match[1] as string);
    expect(places.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('decision records', () => {
  it('stand for every runtime package', () => {
    const {dependencies} = JSON.parse(read('package.json')) as {
      dependencies: Record<string, string>;
    };
    const titles = readdirSync(join(ROOT, 'governance', 'decisions')).map(
      (name) => read(join('governance', 'decisions', name)).split('\n')[0] ?? '',
    );
    const without = Object.keys(dependencies).filter(
      (name) => !titles.some((title) => title.includes(`(\`${name}\`)`)),
    );
    expect(without).toEqual([]);
  });

  it('pin every package exactly', () => {
    const {dependencies, devDependencies} = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const loose = Object.entries({...dependencies, ...devDependencies}).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
