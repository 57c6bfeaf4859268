// The views and looks that pictures and the accessibility check go through.

/** Views by name. */
export const VIEWS = {
  overview: '/',
  projects: '/projects',
  sessions: '/sessions',
  blocks: '/blocks',
  reports: '/reports',
  tools: '/tools',
  health: '/health',
};

export const THEMES = ['light', 'dark'];

/** Shows the page as a system with this theme would. */
export async function inTheme(page, theme) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
}

/** The first project's page and the first session's, which have addresses of their own. */
export async function detailViews(app) {
  const views = {};
  for (const [name, route] of [['project', '/projects'], ['session', '/sessions']]) {
    await app.show(route);
    const link = app.page.locator(`[data-table="${name}s"] tbody tr[data-key] a[href^="#${route}/"]`).first();
    if (await link.count() > 0) views[name] = (await link.getAttribute('href')).slice(1);
  }
  return views;
}
