// Before the first paint: light or dark, as chosen in this browser, else as the system is. It is a file, since the policy of
// the page allows no script within it.
(() => {
  const chosen = localStorage.getItem('porchlight-console-colours');
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = chosen === 'light' || chosen === 'dark' ? chosen : isDark ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
