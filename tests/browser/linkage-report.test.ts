/** The linkage report in a real browser: it fetches nothing, says nothing wrong, adds up, fits and prints. */

import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {type Browser, chromium, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {renderReport} from '../../src/methods/linkage/report/render.ts';
import {dolenJson} from '../support/dolen.ts';
import {shared} from '../support/shared.ts';
import {sampleReport} from '../unit/methods/linkage/report/sample-report.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
if (!CHROMIUM) process.stderr.write('skipped: chromium is not on this machine\n');

describe.skipIf(!CHROMIUM)('the linkage report in a browser', () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dolen-report-'));
    const file = join(folder, 'report.html');
    await writeFile(file, renderReport(sampleReport()));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({executablePath: CHROMIUM as string, args: ['--no-sandbox']});
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, {recursive: true, force: true});
  });

  /** Opens the page and looks at it; whatever the browser complains about fails the test. */
  async function open<T>(
    options: {readonly width: number; readonly dark?: boolean; readonly script?: boolean},
    look: (page: Page) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext({
      viewport: {width: options.width, height: 900},
      colorScheme: options.dark ? 'dark' : 'light',
      javaScriptEnabled: options.script ?? true,
    });
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== address) complaints.push(`request: ${request.url().slice(0, 80)}`);
    });
    await page.goto(address, {waitUntil: 'networkidle'});
    const seen = await look(page);
    await context.close();
    expect(complaints).toEqual([]);
    return seen;
  }

  it('says nothing to the console and asks nothing of the network', async () => {
    const title = await open({width: 1200}, (page) => page.title());
    expect(title).toBe('Hospital admissions 2024 to the spine: linkage report');
  });

  it('shows waterfalls that add up to their weight, and to the text that is read', async () => {
    const waterfalls = await open({width: 1200}, (page) =>
      page.locator('table.waterfall').evaluateAll((tables) =>
        tables.map((table) => ({
          weight: Number(table.getAttribute('data-weight')),
          steps: [...table.querySelectorAll('[data-bits]')].map((row) =>
            Number(row.getAttribute('data-bits')),
          ),
          read: [...table.querySelectorAll('tbody tr')].map((row) =>
            Number(row.querySelector('td.num')?.textContent?.replace('−', '-')),
          ),
        })),
      ),
    );
    expect(waterfalls).toHaveLength(3);
    for (const {weight, steps, read} of waterfalls) {
      expect(steps.length).toBeGreaterThan(5);
      expect(steps.reduce((a, b) => a + b)).toBeCloseTo(weight, 9);
      const shown = read.slice(0, -1).reduce((a, b) => a + b);
      expect(Math.abs(shown - (read.at(-1) ?? Number.NaN))).toBeLessThan(0.005 * read.length);
    }
  });

  it('shows records that add up, in the table and in the dots', async () => {
    const seen = await open({width: 1200}, async (page) => {
      const rows = page.locator('#records tbody tr');
      const counts = await rows.locator('td:nth-child(3)').allInnerTexts();
      return {
        counts: counts.map((text) => Number(text.replaceAll(',', ''))),
        dots: await page.locator('#records circle').count(),
      };
    });
    const total = seen.counts.pop();
    expect(seen.counts.reduce((a, b) => a + b)).toBe(total);
    expect(seen.dots).toBe(100);
  });

  it('fits a telephone, a desk and everything between', async () => {
    for (const width of [320, 390, 768, 1200, 1920]) {
      const overflow = await open({width}, (page) =>
        page
          .locator('html')
          .evaluate((root) => root.scrollWidth - root.ownerDocument.defaultView.innerWidth),
      );
      expect(overflow, `${width} pixels`).toBeLessThanOrEqual(0);
    }
  });

  it('can be read in the dark and in the light: every text has a contrast of 4.5 or more', async () => {
    for (const dark of [false, true]) {
      const faint = await open({width: 1200, dark}, faintTexts);
      expect(faint, dark ? 'dark' : 'light').toEqual([]);
    }
  });

  it('needs no script', async () => {
    const sections = await open({width: 1200, script: false}, (page) =>
      page.locator('section').count(),
    );
    expect(sections).toBe(12);
  });

  it('prints on A4: no table is cut off, and links of the contents are left out', async () => {
    const seen = await open({width: 680}, async (page) => {
      await page.emulateMedia({media: 'print', colorScheme: 'dark'});
      return {
        cut: await page
          .locator('.scroll')
          .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length),
        contents: await page.locator('nav').isVisible(),
        paper: await page
          .locator('body')
          .evaluate(
            (body) => body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor,
          ),
        pdf: await page.pdf({preferCSSPageSize: true}),
      };
    });
    expect(seen).toMatchObject({cut: 0, contents: false, paper: 'rgb(255, 255, 255)'});
    expect(seen.pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = seen.pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(4);
    expect(pages).toBeLessThan(20);
  });
});

const CENSUS = shared('data/linkage/census.csv');
const CIS = shared('data/linkage/cis.csv');

describe.skipIf(!CHROMIUM || !CENSUS || !CIS)('the report of the ONS pair in a browser', () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dolen-report-ons-'));
    const files = [CENSUS as string, CIS as string];
    const [model, page] = [join(folder, 'model.json'), join(folder, 'report.html')];
    const home = ['--home', join(folder, 'home')];
    await dolenJson(['link', 'train', ...files, '--auto', '--out', model, ...ONS_ROLES, ...home]);
    await dolenJson([
      ...['link', 'evaluate', model, ...files, '--truth', 'person_id', '--report', page, ...home],
    ]);
    address = pathToFileURL(page).href;
    browser = await chromium.launch({executablePath: CHROMIUM as string, args: ['--no-sandbox']});
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, {recursive: true, force: true});
  });

  it('says nothing to the console, asks nothing of the network, adds up, fits and prints', async () => {
    const context = await browser.newContext({viewport: {width: 1200, height: 900}});
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== address) complaints.push(`request: ${request.url().slice(0, 80)}`);
    });
    await page.goto(address, {waitUntil: 'networkidle'});
    const waterfalls = await page.locator('table.waterfall').evaluateAll((tables) =>
      tables.map((table) => ({
        weight: Number(table.getAttribute('data-weight')),
        steps: [...table.querySelectorAll('[data-bits]')].map((row) =>
          Number(row.getAttribute('data-bits')),
        ),
      })),
    );
    expect(waterfalls.length).toBeGreaterThanOrEqual(4);
    for (const {weight, steps} of waterfalls) {
      expect(steps.reduce((a, b) => a + b)).toBeCloseTo(weight, 9);
    }
    expect(await page.locator('section').count()).toBe(12);
    for (const width of [320, 1200]) {
      await page.setViewportSize({width, height: 900});
      const overflow = await page
        .locator('html')
        .evaluate((root) => root.scrollWidth - root.ownerDocument.defaultView.innerWidth);
      expect(overflow, `${width} pixels`).toBeLessThanOrEqual(0);
    }
    expect(await faintTexts(page)).toEqual([]);
    await page.setViewportSize({width: 680, height: 900});
    await page.emulateMedia({media: 'print'});
    const cut = await page
      .locator('.scroll')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
    expect(cut).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

const ONS_ROLES = [
  ...['forename=pername1', 'surname=pername2', 'sex=sex', 'birth-day=dob_day'],
  ...['birth-month=dob_mon', 'birth-year=dob_year', 'postcode=enumpc', 'address=enumcap'],
].flatMap((role) => ['--role', role]);

/** Texts whose contrast with the paper is below WCAG's 4.5. */
const faintTexts = (page: Page): Promise<string[]> =>
  page.locator('body').evaluate((body) => {
    const styleOf = (one: unknown) => body.ownerDocument.defaultView.getComputedStyle(one);
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((c) => {
        const part = Number(c) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = luminance(styleOf(body).backgroundColor);
    const faint: string[] = [];
    for (const one of body.querySelectorAll('*:not(title, desc)')) {
      const own = [...one.childNodes].filter((node) => node.nodeType === 3);
      const text = own
        .map((node) => node.textContent)
        .join('')
        .trim();
      if (text === '') continue;
      const style = styleOf(one);
      const ink = luminance(one.localName === 'text' ? style.fill : style.color);
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      if (contrast < 4.5) faint.push(`${one.localName}: ${text.slice(0, 20)}`);
    }
    return faint;
  });
