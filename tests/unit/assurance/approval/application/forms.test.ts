/** Forms of bodies: printed from one set of answers, whole, in the body's order, and never markup. */

import {beforeAll, describe, expect, it} from 'vitest';
import type {
  Answers,
  Application,
} from '../../../../../src/assurance/approval/application/application.ts';
import {formHtml} from '../../../../../src/assurance/approval/application/form-html.ts';
import {formMarkdown} from '../../../../../src/assurance/approval/application/form-markdown.ts';
import {type Form, formFor} from '../../../../../src/assurance/approval/application/forms.ts';
import {
  askedBy,
  requiredBodies,
} from '../../../../../src/assurance/approval/application/required.ts';
import type {ApprovalPolicy} from '../../../../../src/assurance/approval/policy/policy-folder.ts';
import {applicationOf, exampleApplications, typed} from '../support/example-applications.ts';

let policy: ApprovalPolicy;
let launches: Application;
let champion: Application;

beforeAll(async () => {
  ({policy, launches, champion} = await exampleApplications());
});

function form(application: Application, body: string): Form {
  const found = policy.bodies.get(body);
  if (!found) throw new Error(`no body ${body}`);
  return formFor(application, found, policy.bank, ['a reason']);
}

const fieldsOf = ({sections}: Form) => sections.flatMap(({fields}) => fields);

describe('a form', () => {
  it('has the questions of its body that apply, in its order, numbered from one', () => {
    for (const {body} of requiredBodies(launches.answers, policy)) {
      const fields = fieldsOf(form(launches, body.body));
      expect(fields.map(({id}) => id)).toEqual(
        askedBy(body, launches.answers, policy.bank).map(({id}) => id),
      );
      expect(fields.map(({number}) => number)).toEqual(fields.map((_, i) => i + 1));
    }
  });

  it('shows the same answer on every form', () => {
    const shown = requiredBodies(launches.answers, policy).flatMap(({body}) =>
      fieldsOf(form(launches, body.body)).map(
        ({id, answer}) => [id, JSON.stringify(answer)] as const,
      ),
    );
    expect(new Set(shown.map(([id]) => id)).size).toBe(
      new Set(shown.map((pair) => pair.join(' '))).size,
    );
  });

  it('says where an answer came from, and what is not answered', () => {
    const fields = fieldsOf(form(champion, 'research-ethics-committee'));
    expect(fields.find(({id}) => id === 'title')?.answered).toEqual({
      on: '2027-08-01',
      how: 'answered',
    });
    expect(fields.find(({id}) => id === 'background')?.answered).toEqual({
      on: '2026-03-01',
      how: 'carried over from APP-1, first answered',
    });
    const empty = form(applicationOf({}), 'consumer-panel');
    expect(empty.unanswered).toBe(fieldsOf(empty).length);
    expect(formMarkdown(empty)).toContain('The body cannot decide without it');
  });

  it('shows of people their ids, organisations, accreditation and training, and nothing else', () => {
    const people = fieldsOf(form(launches, 'host-institution')).find(({id}) => id === 'people');
    expect(people?.answer).toMatchObject({
      kind: 'table',
      columns: ['Person', 'Organisation', 'Sees data', 'Accreditation', 'Training'],
    });
    const text = formMarkdown(form(launches, 'host-institution'));
    expect(text).not.toContain('heart-statistics');
  });
});

/** A study whose every text tries to be something else. */
const hostile = (): Answers =>
  typed({
    title: '<script>alert(1)</script> & "quotes" | # heading',
    'organisation-name': '</h1><img src=x onerror=alert(1)>',
    'lay-summary': '# no heading\n\n- no list\n\n![no](http://example.org/x.png) <b>no</b>',
    funders: ['[no link](http://example.org)', '`code` | cell', '1. no number'],
  });

describe('what a person wrote', () => {
  it('is text in the page', () => {
    const page = formHtml(form(applicationOf(hostile()), 'consumer-panel'));
    expect(page).not.toMatch(/<script|<img|<b>|javascript:|onerror=alert\(1\)>/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;');
  });

  it('is text in Markdown: no heading, list, link, picture, cell or tag comes of it', () => {
    const text = formMarkdown(form(applicationOf(hostile()), 'consumer-panel'));
    expect(text).not.toMatch(/<(script|img|b)>?|^# no heading|^- no list|(?<!\\)\]\(|!\[no\]/m);
    expect(text.match(/^# /gm)).toHaveLength(1);
    expect(text).toContain('1\\. no number');
    expect(text).toContain('\\`code\\` \\| cell');
  });
});

describe('the page of a form', () => {
  it('is one file without scripts or addresses', () => {
    const page = formHtml(form(launches, 'national-hospital-data'));
    expect(page).not.toMatch(/<script|<link|src=|href=|url\(|@import/);
    expect(page).toMatch(/<html lang="en-GB">/);
    expect(page.match(/<h1/g)).toHaveLength(1);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
