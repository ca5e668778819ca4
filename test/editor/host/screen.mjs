// What the tests can do with the browser's window: press, type, read the panel, take pictures.

import { writeFileSync } from 'node:fs';

/** Longest wait for something to appear. Milliseconds. */
const PATIENCE = 20_000;

export class Screen {
  /** @type {import('playwright-core').Page} */
  page;

  /** @param {{ do: string, key?: string, text?: string, name?: string, file?: string, selector?: string, title?: string }} request */
  async act({ do: what, key, text, name, file, selector, title }) {
    const { page } = this;
    switch (what) {
      case 'alive':
        return undefined;
      case 'press':
        return page.keyboard.press(key);
      case 'type':
        return this.type(text, title);
      case 'answer':
        return this.answer(text, title);
      case 'pick':
        return this.pick(text, title);
      case 'panel':
        return (await this.panel()).locator('main').innerText();
      case 'wait-in-panel':
        return (await this.panel()).getByText(text).first().waitFor({ timeout: PATIENCE });
      case 'press-in-panel':
        return (await this.panel())
          .getByRole('button', { name, exact: true })
          .first()
          .click({ timeout: PATIENCE });
      case 'unfold-in-panel':
        return (await this.panel())
          .locator('summary', { hasText: name })
          .first()
          .click({ timeout: PATIENCE });
      case 'drop-in-panel':
        return (await this.panel()).evaluate(
          ([file, content]) => {
            const data = new DataTransfer();
            data.items.add(new File([content], file));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
          },
          [name, text],
        );
      case 'theme-of-panel':
        return (await this.panel()).evaluate(() => document.documentElement.getAttribute('style'));
      case 'focus-in-panel':
        return this.focusByKeyboard(name);
      case 'see':
        return page.locator(selector).first().waitFor({ timeout: PATIENCE });
      case 'missing':
        return page.locator(selector).first().waitFor({ state: 'hidden', timeout: PATIENCE });
      case 'read':
        return page.locator(selector).first().innerText({ timeout: PATIENCE });
      case 'value':
        return page.locator(selector).first().inputValue({ timeout: PATIENCE });
      case 'press-button':
        return page.getByRole('button', { name }).first().click({ timeout: PATIENCE });
      case 'menu-of':
        return page.locator(selector).first().click({ button: 'right', timeout: PATIENCE });
      case 'point-at':
        return page.getByText(text, { exact: true }).first().hover({ timeout: PATIENCE });
      case 'follow-in-hover':
        return this.followInHover(selector, text);
      case 'see-heading':
        return this.seeHeading(name);
      case 'size': {
        const [width, height] = text.split('x').map(Number);
        await page.setViewportSize({ width, height });
        // The window lays itself out anew, and would move what is clicked.
        return page.waitForTimeout(500);
      }
      case 'picture':
        return this.picture(file, text);
      default:
        throw new Error(`The screen cannot "${what}".`);
    }
  }

  /** Of a window at rest: fades and slides have ended. A part of it, as small as it can be read, where `part` is given. */
  async picture(file, part) {
    for (const frame of this.page.frames()) {
      await frame
        .evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)))
        .catch(() => undefined);
    }
    const png = await this.page.screenshot(part ? {} : { path: file });
    if (part) writeFileSync(file, await this.packed(png, part.split(',').map(Number)));
  }

  /** Another page of the browser cuts and encodes it. */
  async packed(png, part) {
    const page = await this.page.context().newPage();
    const url = await page.evaluate(
      async ([source, [x, y, width, height]]) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = document.createElement('canvas');
        const scale = Math.min(1, 680 / width);
        [canvas.width, canvas.height] = [width, height].map((side) => Math.round(side * scale));
        const context = canvas.getContext('2d');
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, x, y, width, height, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL('image/webp', 0.1);
      },
      [`data:image/png;base64,${png.toString('base64')}`, part],
    );
    await page.close();
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  }

  /** Waits for a question by a part of its title. */
  async question(title = '') {
    const shown = this.page.locator('.quick-input-widget .quick-input-title', { hasText: title });
    if (title) await shown.waitFor({ timeout: PATIENCE });
  }

  /** Replaces what stands in the input box at the top. */
  async type(text, title) {
    await this.question(title);
    const box = this.page.locator('.quick-input-widget input:visible').first();
    await box.fill(text, { timeout: PATIENCE });
  }

  /** The same, and Enter. */
  async answer(text, title) {
    await this.type(text, title);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a line of the list at the top. */
  async pick(text, title) {
    await this.question(title);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.click({ timeout: PATIENCE });
  }

  /** The frame inside the webview that holds our panel, once it has drawn something. */
  async panel() {
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      for (const frame of this.page.frames()) {
        const found = await frame
          .locator('#root > main')
          .count()
          .catch(() => 0);
        if (found > 0) return frame;
      }
      await this.page.waitForEvent('frameattached', { timeout: 250 }).catch(() => undefined);
    }
    throw new Error('There is no panel.');
  }

  /** Clicks a link of a hover. A busy window draws its text anew and drops the hover with it: then it is asked for again. */
  async followInHover(selector, text) {
    const link = this.page.locator('.monaco-hover a', { hasText: text }).first();
    const deadline = Date.now() + 3 * PATIENCE;
    for (;;) {
      await this.page.mouse.move(0, 0);
      await this.page.locator(selector).first().hover({ timeout: PATIENCE });
      try {
        return await link.click({ timeout: PATIENCE / 4 });
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  /** Waits until a rendered Markdown page has scrolled to the heading. */
  async seeHeading(id) {
    const deadline = Date.now() + PATIENCE;
    const isInView = (wanted) => {
      const box = document.getElementById(wanted)?.getBoundingClientRect();
      return box !== undefined && box.height > 0 && box.bottom > 0 && box.top < window.innerHeight / 2;
    };
    while (Date.now() < deadline) {
      for (const frame of this.page.frames())
        if (await frame.evaluate(isInView, id).catch(() => false)) return;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`No page shows the heading "${id}".`);
  }

  /** Tabs through the panel until a button has the focus, as without a mouse. */
  async focusByKeyboard(name) {
    const panel = await this.panel();
    await panel.locator('body').focus();
    for (let presses = 0; presses < 60; presses++) {
      await this.page.keyboard.press('Tab');
      const focused = await panel.evaluate(() => {
        const { activeElement } = document;
        const isRead = (node) => node.nodeType !== Node.COMMENT_NODE && node.ariaHidden !== 'true';
        const words = [...(activeElement?.childNodes ?? [])].filter(isRead);
        const label =
          activeElement?.getAttribute('aria-label') ?? words.map((node) => node.textContent).join('');
        return { label, outline: activeElement ? getComputedStyle(activeElement).outlineStyle : 'none' };
      });
      if (focused.label === name) return focused.outline;
    }
    throw new Error(`Tab does not reach "${name}".`);
  }
}
