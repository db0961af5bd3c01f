/** Nobody takes part in one project in two roles that clash. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {refuseClashes} from '../../../../../src/assurance/approval/acts/clashes.ts';
import type {Application} from '../../../../../src/assurance/approval/application/application.ts';
import {Change} from '../../../../../src/assurance/approval/application/change.ts';
import {parseRoles} from '../../../../../src/assurance/approval/policy/roles.ts';
import {ROOT} from '../../../../support/dolen.ts';
import {APPLICANT, OFFICER, reasonsOf, submitted} from '../support/life.ts';

const ROLES = parseRoles(readFileSync(join(ROOT, 'governance', 'roles.yaml'), 'utf8'));

/** An act of somebody in a role, on an application under review. */
function acting(actor: string, role: 'body_member' | 'approvals_officer' | 'data_controller') {
  const {application, at} = submitted();
  const change = new Change(application as Application, {actor, at});
  change.note('BODY_VOTED', role, {body: 'panel'});
  return change;
}

describe('roles in one project', () => {
  it('let an officer scope, and a member vote', () => {
    expect(() => refuseClashes(acting(OFFICER, 'approvals_officer'), ROLES)).not.toThrow();
    expect(() => refuseClashes(acting('panel:chair', 'body_member'), ROLES)).not.toThrow();
  });

  it('do not let the officer who scoped it vote on it', () => {
    const [reason] = reasonsOf(() => refuseClashes(acting(OFFICER, 'body_member'), ROLES));
    expect(reason?.code).toBe('ROLES_CLASH');
    expect(reason?.because).toContain('approvals officer');
    expect(reason?.because).toContain('body member');
  });

  it('do not let the applicant vote on it', () => {
    const reasons = reasonsOf(() => refuseClashes(acting(APPLICANT, 'body_member'), ROLES));
    expect(reasons.map(({code}) => code)).toContain('ROLES_CLASH');
  });
});
