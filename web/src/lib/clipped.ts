/** Words that had no room are told whole while the pointer is on them. */
const CUT = ".clip, .two > *, .two-lines, .event-name";

export function tellClipped(): void {
  document.addEventListener("mouseover", ({ target }) => {
    const cut = target instanceof Element ? target.closest<HTMLElement>(CUT) : null;
    if (cut === null || (cut.title !== "" && cut.dataset.told === undefined)) return;
    const isCut = cut.scrollWidth > cut.clientWidth || cut.scrollHeight > cut.clientHeight;
    cut.title = isCut ? cut.textContent.trim() : "";
    cut.dataset.told = "";
  });
}
