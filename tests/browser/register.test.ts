/** The public register and a body's form in a real browser: nothing fetched, nothing wrong, fit to print. */

import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {type Browser, chromium, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {formHtml} from '../../src/assurance/approval/application/form-html.ts';
import {formFor} from '../../src/assurance/approval/application/forms.ts';
import {registerOf} from '../../src/assurance/approval/register/register.ts';
import {registerHtml} from '../../src/assurance/approval/register/register-html.ts';
import type {IsoDay} from '../../src/kernel/dates.ts';
import {
  exampleApplications,
  historyOf,
  typed,
} from '../unit/assurance/approval/support/example-applications.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
if (!CHROMIUM) process.stderr.write('skipped: chromium is not on this machine\n');

const PAGES = ['register', 'form'] as const;

describe.skipIf(!CHROMIUM)('pages for everybody in a browser', () => {
  let browser: Browser;
  let folder: string;
  const address = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dolen-register-'));
    const {policy, launches, champion} = await exampleApplications();
    const hostile = typed({
      title: '<script>document.title = "owned"</script><img src="http://127.0.0.1:9/x.png">',
    });
    const decided = [
      {
        ...launches,
        state: 'approved' as const,
        history: historyOf(['2026-05-04', 'APPLICATION_APPROVED', {to: 'approved'}]),
      },
      {
        ...champion,
        state: 'rejected' as const,
        answers: {...champion.answers, ...hostile},
        history: historyOf([
          '2027-09-01',
          'APPLICATION_REJECTED',
          {to: 'rejected', because: 'the benefit is not shown'},
        ]),
      },
    ];
    const register = registerOf(decided, {
      bodies: policy.bodies,
      released: new Map(),
      accessedAt: new Map(),
      decisionEntry: new Map(),
      log: {origin: 'example.org/log', size: 42, root: 'a'.repeat(64)},
      asOf: '2027-10-01' as IsoDay,
    });
    const longest = policy.bodies.get('national-hospital-data');
    if (!longest) throw new Error('no such body');
    await writeFile(join(folder, 'register.html'), registerHtml(register));
    await writeFile(
      join(folder, 'form.html'),
      formHtml(
        formFor({...launches, answers: {...launches.answers, ...hostile}}, longest, policy.bank),
      ),
    );
    browser = await chromium.launch({executablePath: CHROMIUM as string, args: ['--no-sandbox']});
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, {recursive: true, force: true});
  });

  /** Opens a page and looks at it; whatever the browser complains about fails the test. */
  async function open<T>(
    name: string,
    options: {readonly width: number; readonly dark?: boolean},
    look: (page: Page) => Promise<T>,
  ): Promise<T> {
    const complaints: string[] = [];
    const context = await browser.newContext({
      viewport: {width: options.width, height: 900},
      colorScheme: options.dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== address(name))
        complaints.push(`request: ${request.url().slice(0, 80)}`);
    });
    await page.goto(address(name), {waitUntil: 'networkidle'});
    const seen = await look(page);
    await context.close();
    expect(complaints).toEqual([]);
    return seen;
  }

  it.each(PAGES)(
    '%s: says nothing to the console, asks nothing of the network, runs nothing',
    async (name) => {
      const seen = await open(name, {width: 1200}, async (page) => ({
        title: await page.title(),
        active: await page.locator('script, img, link, iframe, form, object').count(),
      }));
      expect(seen.title).not.toBe('owned');
      expect(seen.active).toBe(0);
    },
  );

  it('the register has both applications, and a link to each that leads to it', async () => {
    const seen = await open('register', {width: 1200}, async (page) => ({
      links: await page.locator('header table a').evaluateAll((links) =>
        links.map((link) => {
          const id = link.getAttribute('href')?.slice(1) ?? '';
          return link.ownerDocument.getElementById(id)?.localName;
        }),
      ),
      rejected: await page.locator('article').first().textContent(),
    }));
    expect(seen.links).toEqual(['article', 'article']);
    expect(seen.rejected).toContain('Turned down: the benefit is not shown');
  });

  it.each(PAGES)('%s: headings go down one level at a time', async (name) => {
    const levels = await open(name, {width: 1200}, (page) =>
      page
        .locator('h1, h2, h3, h4')
        .evaluateAll((all) => all.map((one) => Number(one.localName.slice(1)))),
    );
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([]);
  });

  it.each(PAGES)('%s: fits a telephone and a desk', async (name) => {
    for (const width of [320, 768, 1920]) {
      const overflow = await open(name, {width}, (page) =>
        page
          .locator('html')
          .evaluate((root) => root.scrollWidth - root.ownerDocument.defaultView.innerWidth),
      );
      expect(overflow, `${width} pixels`).toBeLessThanOrEqual(0);
    }
  });

  it.each(PAGES)('%s: prints on A4, black on white, with no table cut off', async (name) => {
    const seen = await open(name, {width: 680, dark: true}, async (page) => {
      await page.emulateMedia({media: 'print', colorScheme: 'dark'});
      return {
        cut: await page
          .locator('.scroll')
          .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length),
        paper: await page
          .locator('body')
          .evaluate(
            (body) => body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor,
          ),
        pdf: await page.pdf({preferCSSPageSize: true}),
      };
    });
    expect(seen).toMatchObject({cut: 0, paper: 'rgb(255, 255, 255)'});
    const pages = seen.pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(25);
  });
});
