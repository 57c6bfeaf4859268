// The views and looks that pictures and the accessibility check go through.

/** Views by name. */
export const VIEWS = {
  overview: '/',
  projects: '/projects',
  sessions: '/sessions',
  blocks: '/blocks',
  reports: '/reports',
  tools: '/tools',
  search: '/search?q=error',
  health: '/health',
};

export const THEMES = ['light', 'dark'];

/** Shows the page as a system with this theme would. */
export async function inTheme(page, theme) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
}

/** Tabs of a session beside the transcript. */
const TABS = ['threads', 'timeline', 'tools', 'files', 'cost', 'raw'];

/** Waits until a view that reads logs has drawn what it reads. */
export async function drawn(page) {
  await page.waitForFunction(() => {
    const search = document.querySelector('[data-search-state]');
    const messages = document.querySelector('[data-scroller="transcript"]');
    return !document.querySelector('.msgs-state')
      && (!search || search.dataset.searchState !== 'searching')
      && (!messages || messages.querySelector('article'));
  });
}

/** The first project's page and the first session's with its tabs, which have addresses of their own. */
export async function detailViews(app) {
  const views = {};
  for (const [name, route] of [['project', '/projects'], ['session', '/sessions']]) {
    await app.show(route);
    const link = app.page.locator(`[data-table="${name}s"] tbody tr[data-key] a[href^="#${route}/"]`).first();
    if (await link.count() > 0) views[name] = (await link.getAttribute('href')).slice(1);
  }
  if (views.session) {
    const [at] = views.session.split('?');
    for (const tab of TABS) views[`session-${tab}`] = `${at}?tab=${tab}`;
  }
  return views;
}
