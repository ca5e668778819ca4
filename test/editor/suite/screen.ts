import { Skip } from './runner.js';

/** Keys and eyes of the window, where the tests run in the browser's VS Code. */
async function act(request: Readonly<Record<string, string>>): Promise<unknown> {
  const driver = process.env['VSFTPD_LENS_DRIVER'];
  if (driver === undefined) throw new Skip('needs the window of the web host');
  const response = await fetch(driver, { method: 'POST', body: JSON.stringify(request) });
  const answer = (await response.json()) as { readonly value?: unknown; readonly error?: string };
  if (answer.error !== undefined) throw new Error(`${request['do'] ?? ''}: ${answer.error}`);
  return answer.value;
}

export const screen = {
  /** Drops a file of the system on the panel. */
  dropInPanel: (name: string, text: string) => act({ do: 'drop-in-panel', name, text }),
  /** Tells the host that the tests go on. */
  alive: () => act({ do: 'alive' }).catch(() => undefined),
  press: (key: string) => act({ do: 'press', key }),
  /** Types into the input box at the top. */
  type: (text: string, title = '') => act({ do: 'type', text, title }),
  /** Types into the input box at the top, then Enter; `title` is a part of the question's title. */
  answer: (text: string, title = '') => act({ do: 'answer', text, title }),
  /** Chooses from the list at the top. */
  pick: (text: string, title = '') => act({ do: 'pick', text, title }),
  panel: async () => String(await act({ do: 'panel' })),
  waitInPanel: (text: string) => act({ do: 'wait-in-panel', text }),
  pressInPanel: (name: string) => act({ do: 'press-in-panel', name }),
  /** Style of the focus ring once Tab has reached the button. */
  focusInPanel: async (name: string) => String(await act({ do: 'focus-in-panel', name })),
  /** The colours that VS Code hands to the panel, as a style. */
  themeOfPanel: async () => String(await act({ do: 'theme-of-panel' })),
  see: (selector: string) => act({ do: 'see', selector }),
  missing: (selector: string) => act({ do: 'missing', selector }),
  /** Opens a folded part of the panel. */
  unfoldInPanel: (name: string) => act({ do: 'unfold-in-panel', name }),
  read: async (selector: string) => String(await act({ do: 'read', selector })),
  /** What stands in an input box. */
  value: async (selector: string) => String(await act({ do: 'value', selector })),
  pressButton: (name: string) => act({ do: 'press-button', name }),
  /** Opens the context menu of an element. */
  menuOf: (selector: string) => act({ do: 'menu-of', selector }),
  pointAt: (text: string) => act({ do: 'point-at', text }),
  /** Rests the mouse on an element until its hover stands, and clicks the link with this text there. */
  followInHover: (selector: string, text: string) => act({ do: 'follow-in-hover', selector, text }),
  /** Waits until a rendered Markdown page shows the heading with this id. */
  seeHeading: (name: string) => act({ do: 'see-heading', name }),
  /** Makes the window so large: `1280x800`. */
  size: (text: string) => act({ do: 'size', text }),
  /** Of the window, or of a part of it, `x,y,width,height`, for the store. */
  picture: (file: string, part = '') => act({ do: 'picture', file, text: part }),
} as const;
