// What a page needs before it is first painted, its theme; its other scripts begin when it has been.

try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // A browser that keeps nothing.
}

const { then } = document.querySelector("script[data-then]").dataset;
requestAnimationFrame(() => setTimeout(() => import(`./${then}`)));
