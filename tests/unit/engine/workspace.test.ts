import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {openWorkspace} from '../../../src/engine/workspace.ts';
import {scratch} from '../../support/dolen.ts';

describe('a workspace', () => {
  it('is a folder of this process inside its zone, closed to others', async () => {
    const zone = await scratch();
    const workspace = await openWorkspace(zone);
    expect(workspace.path).toBe(join(zone, 'tmp', String(process.pid)));
    expect(statSync(workspace.path).mode & 0o077).toBe(0);
    expect(statSync(join(zone, 'tmp')).mode & 0o077).toBe(0);
    expect(workspace.file('rows.parquet')).toBe(join(workspace.path, 'rows.parquet'));
  });

  it('removes the folders of dead processes, and keeps those of the living', async () => {
    const zone = await scratch();
    const dead = String(spawnSync(process.execPath, ['--version']).pid);
    for (const name of [dead, 'stray', String(process.ppid)]) {
      mkdirSync(join(zone, 'tmp', name), {recursive: true});
      writeFileSync(join(zone, 'tmp', name, 'rows'), 'rows');
    }
    await openWorkspace(zone);
    expect(readdirSync(join(zone, 'tmp')).sort()).toEqual(
      [String(process.pid), String(process.ppid)].sort(),
    );
  });

  it('is gone with all that is in it when it is cleared, and clearing twice is no failure', async () => {
    const workspace = await openWorkspace(await scratch());
    mkdirSync(workspace.file('deep'));
    writeFileSync(join(workspace.file('deep'), 'rows'), 'rows');
    await workspace.clear();
    await workspace.clear();
    expect(existsSync(workspace.path)).toBe(false);
  });
});
